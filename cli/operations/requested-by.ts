import { hostname, userInfo } from 'node:os';

/** Names who asks: the user of this machine. A label for people and no proof of anything. */
export function requestedBy(): string {
  return `${userName()}@${hostname()}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry in the system's list, as in containers.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

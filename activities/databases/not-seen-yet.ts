import { asyncLocalStorage } from '@temporalio/activity';
import { BacklotError } from '../../domain/errors.js';
import { isNotFound } from '../aws/error-names.js';
import { NotReadyError } from '../edge/not-ready.js';

/** What AWS has made it shows everywhere within seconds; what is missing at more looks than this is gone. */
const looksUntilSeen = 4;

/**
 * Says what it means that something is not found which a step before has made or seen: in the first looks that AWS does
 * not show it everywhere yet, later that somebody took it away.
 *
 * @param pollMs the pause until the next look.
 */
export function notSeen(what: string, pollMs: number): NotReadyError | BacklotError {
  const attempt = asyncLocalStorage.getStore()?.info.attempt ?? 1;
  if (attempt <= looksUntilSeen) return new NotReadyError(`${what} is not to be seen yet`, pollMs);
  return new BacklotError('ResourceFailed', `${what} is gone while it was waited for. Start again.`);
}

/** Makes a call that needs things which steps before have made, and may come before AWS sees them everywhere. */
export async function onceSeen<T>(what: string, pollMs: number, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw isNotFound(error) ? notSeen(what, pollMs) : error;
  }
}

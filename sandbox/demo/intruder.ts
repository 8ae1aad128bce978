import type { SandboxDescription } from '../runtime/description.js';
import { resolverOf, SocketFrom, type AccountView } from './cloud.js';

// PostgreSQL's SSLRequest; a server that lets the client in answers with one byte.
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const answerWithinMs = 1_000;
const betweenRoundsMs = 1_000;

/** What came of trying to reach quarantined databases while they held production's data. */
export interface IntruderReport {
  /** Quarantined instances that were found. */
  readonly instances: readonly string[];
  /** Attempts from places that may not get in. */
  readonly attempts: number;
  /** Places that got an answer although they may not. */
  readonly answered: readonly string[];
  /** Whether the scrubber's own place got an answer: without it the attempts would prove nothing. */
  readonly control: boolean;
}

/**
 * Tries to reach every quarantined instance again and again, from places that may not, until told to stop. The clean
 * room's own worker is tried as well: its answer proves that there was something to reach.
 */
export async function tryQuarantine(
  sandbox: SandboxDescription,
  cleanroom: AccountView,
  until: Promise<unknown>,
): Promise<IntruderReport> {
  const resolver = resolverOf(sandbox);
  const worker = Object.keys(sandbox.places).filter((place) => place.startsWith('cleanroom-worker'));
  const strangers = ['intruder', 'production-app', 'qa1-client'];
  const instances = new Set<string>();
  const answered = new Set<string>();
  let attempts = 0;
  let control = false;
  let going = true;
  const stop = until.then(
    () => (going = false),
    () => (going = false),
  );
  while (going) {
    const quarantined = (await cleanroom.instances()).filter(({ endpoint }) => endpoint !== undefined);
    for (const { id, endpoint = '' } of quarantined) {
      const [address] = await resolver.resolve4(endpoint).catch(() => []);
      if (address === undefined) continue;
      instances.add(id);
      control ||= (await Promise.all(worker.map((place) => answers(address, sandbox.places[place])))).includes(true);
      for (const place of strangers) {
        attempts += 1;
        if (await answers(address, sandbox.places[place])) answered.add(place);
      }
    }
    await Promise.race([stop, new Promise((resolve) => setTimeout(resolve, betweenRoundsMs))]);
  }
  return { instances: [...instances], attempts, answered: [...answered], control };
}

/** Tells whether a PostgreSQL server answers a client that comes from an address. */
function answers(address: string, from = ''): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new SocketFrom(from);
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(answerWithinMs, () => end(false));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
    socket.once('data', () => end(true));
    socket.connect(5432, address);
    socket.once('connect', () => socket.write(sslRequest));
  });
}

import { once } from 'node:events';
import { spawnTethered, type Tethered } from '../../support/spawn-tethered.js';

/** A worker in a process of its own. */
export interface LawWorker {
  /** Everything that it printed, from its first line on. */
  readonly output: () => string;
  /** Ends it, and waits until it is gone. */
  stop(): Promise<void>;
}

/** A single worker, which can also die. */
export interface MortalWorker extends LawWorker {
  /** Ends it without warning, as a power cut does. */
  kill(): Promise<void>;
}

const program = 'test/laws/support/worker-process.mjs';
const graceMs = 20_000;

/** Starts a worker for a fleet; returns when it serves its queues. */
export async function startWorker(fleet: string, env: Readonly<Record<string, string>>): Promise<MortalWorker> {
  const { tethered, output } = spawnWorker(fleet, env);
  const exited = once(tethered.child, 'exit');
  await Promise.race([
    new Promise<void>((ready) => {
      tethered.child.stdout?.on('data', () => {
        if (output().includes('worker is ready')) ready();
      });
    }),
    exited.then(() => {
      throw new Error(`The worker ended before it was ready. It said:\n${output()}`);
    }),
  ]);
  return {
    output,
    async kill() {
      tethered.child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      const timer = setTimeout(() => tethered.child.kill('SIGKILL'), graceMs);
      tethered.release();
      await exited;
      clearTimeout(timer);
    },
  };
}

/** Starts a worker that is expected to end by itself; returns its exit code and everything that it printed. */
export async function runWorkerToItsEnd(fleet: string, env: Readonly<Record<string, string>>) {
  const { tethered, output } = spawnWorker(fleet, env);
  const [code] = (await once(tethered.child, 'exit')) as [number | null];
  return { code, output: output() };
}

/** Starts a worker and returns at once. */
export function spawnWorker(
  fleet: string,
  env: Readonly<Record<string, string>>,
): { tethered: Tethered; output(): string } {
  const tethered = spawnTethered(process.execPath, [program, fleet], {
    cwd: process.cwd(),
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  const chunks: Buffer[] = [];
  for (const stream of [tethered.child.stdout, tethered.child.stderr]) {
    stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  }
  return { tethered, output: () => Buffer.concat(chunks).toString('utf8') };
}

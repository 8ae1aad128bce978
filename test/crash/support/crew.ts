import { once } from 'node:events';
import { spawnWorker, type LawWorker } from '../../laws/support/law-worker.js';

const size = 2;
const graceMs = 20_000;

/**
 * Starts two identical workers, so that each is the other's hot spare, and replaces whichever is killed. One that ends
 * in any other way is an accident, told when the crew is stopped.
 */
export async function startCrew(fleet: string, env: Readonly<Record<string, string>>): Promise<LawWorker> {
  const ends: Promise<void>[] = [];
  const leaving = new Set<() => void>();
  const outputs: (() => string)[] = [];
  const accidents: string[] = [];
  let stopping = false;

  /** Settles when the new member is ready, or gone again. */
  function hire(): Promise<void> {
    const { tethered, output } = spawnWorker(fleet, env);
    outputs.push(output);
    const dismiss = () => {
      const timer = setTimeout(() => tethered.child.kill('SIGKILL'), graceMs);
      tethered.release();
      tethered.child.once('exit', () => clearTimeout(timer));
    };
    leaving.add(dismiss);
    const gone = (async () => {
      const [code, signal] = (await once(tethered.child, 'exit')) as [number | null, NodeJS.Signals | null];
      leaving.delete(dismiss);
      if (stopping) return;
      if (signal === 'SIGKILL') void hire();
      else accidents.push(`A worker ended by itself with ${signal ?? `exit code ${code ?? 'none'}`}.\n${output()}`);
    })();
    ends.push(gone);
    const ready = new Promise<void>((resolve) => {
      tethered.child.stdout?.on('data', () => {
        if (output().includes('worker is ready')) resolve();
      });
    });
    return Promise.race([ready, gone]);
  }

  await Promise.all(Array.from({ length: size }, hire));
  return {
    output: () => outputs.map((output) => output()).join(''),
    async stop() {
      stopping = true;
      for (const dismiss of leaving) dismiss();
      await Promise.all(ends);
      if (accidents.length > 0) throw new Error(accidents.join('\n'));
    },
  };
}

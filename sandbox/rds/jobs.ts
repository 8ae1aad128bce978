import { setTimeout as sleep } from 'node:timers/promises';
import type { Fate } from '../gateway/contract.js';

/** Work in the background that can be given up. */
export interface Job {
  /** Resolves when the work has ended, however it ended. */
  readonly done: Promise<void>;
  abort(): void;
}

/** Something that jobs are done on, one after another. */
export interface JobOwner {
  job: Job | undefined;
}

/** Where background work begins. */
export type JobStarter = Pick<Jobs, 'start'>;

/** Lets work begin only when its fate allows it, and fail when its fate does. */
export function underFate(jobs: JobStarter, fate: Fate): JobStarter {
  return {
    start: (owner, work, failed) =>
      jobs.start(
        owner,
        async (signal) => {
          await fate(signal);
          signal.throwIfAborted();
          await work(signal);
        },
        failed,
      ),
  };
}

/** Runs the engine's background work and ends it all when the engine closes. */
export class Jobs {
  readonly #running = new Set<Job>();
  #closed = false;

  /**
   * Starts work behind what the owner is already doing.
   *
   * @param failed called when the work throws, unless it was given up.
   */
  start(owner: JobOwner, work: (signal: AbortSignal) => Promise<void>, failed: (error: unknown) => void): Job {
    const controller = new AbortController();
    const before = owner.job?.done ?? Promise.resolve();
    const run = async (): Promise<void> => {
      await before;
      try {
        controller.signal.throwIfAborted();
        await work(controller.signal);
      } catch (error) {
        if (!controller.signal.aborted) failed(error);
      } finally {
        this.#running.delete(job);
        if (owner.job === job) owner.job = undefined;
      }
    };
    const job: Job = { done: Promise.resolve().then(run), abort: () => controller.abort() };
    if (this.#closed) controller.abort();
    this.#running.add(job);
    owner.job = job;
    return job;
  }

  /** Gives up everything and returns when nothing runs any more. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#running) job.abort();
    await Promise.all([...this.#running].map((job) => job.done));
  }
}

/** Lets time pass, unless the work is given up. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal });
  signal.throwIfAborted();
}

/** Does work that is to take at least some time. */
export async function takeAtLeast<T>(ms: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const result = await work();
  await pause(ms - (Date.now() - started), signal);
  return result;
}

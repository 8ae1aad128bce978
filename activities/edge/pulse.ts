import { AsyncLocalStorage } from 'node:async_hooks';
import { NotReadyError } from './not-ready.js';
import type { WakeWatch } from './wake-watch.js';

const againInMs = 100;

/**
 * Whether an attempt is still this worker's. A process that was stopped, or a machine that slept, goes on in the middle of
 * a step that another worker has taken over and that may be long over, or begins one that was handed to it meanwhile: it
 * must not change anything then.
 */
export class Pulse {
  /**
   * @param since when the attempt was given to the worker, in ms since the epoch.
   * @param timeoutMs the silence after which another worker takes over.
   */
  constructor(
    private readonly watch: WakeWatch,
    private readonly since: number,
    private readonly timeoutMs: number,
  ) {}

  /** @throws {NotReadyError} when the worker was silent for too long; if nobody has taken over, the step is tried again. */
  require(): void {
    if (!this.watch.wokeAfter(this.since, this.timeoutMs)) return;
    throw new NotReadyError('the worker was silent for so long that another one may have taken over', againInMs);
  }
}

/** Holds the pulse of the running activity. */
export const pulse = new AsyncLocalStorage<Pulse>();

/** Refuses to begin a call or a statement in an attempt that somebody else may have taken over. */
export function requirePulse(): void {
  pulse.getStore()?.require();
}

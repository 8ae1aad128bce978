import { AsyncLocalStorage } from 'node:async_hooks';
import { NotReadyError } from './not-ready.js';

const againInMs = 100;

/**
 * Whether the worker still beats for an attempt. A process that was stopped, or a machine that slept, goes on in the
 * middle of a step that another worker has taken over and that may be long over: it must not change anything then.
 */
export class Pulse {
  private beatAt = Date.now();
  private lapsed = false;

  /** @param timeoutMs the silence after which another worker takes over. */
  constructor(private readonly timeoutMs: number) {}

  /** Notes a beat. One that comes too late does not bring the attempt back. */
  beat(): void {
    this.look();
    this.beatAt = Date.now();
  }

  /** @throws {NotReadyError} when the worker was silent for too long; if nobody has taken over, the step is tried again. */
  require(): void {
    this.look();
    if (!this.lapsed) return;
    throw new NotReadyError('the worker was silent for so long that another one may have taken over', againInMs);
  }

  private look(): void {
    // By the wall clock: the others of this machine stand still while it sleeps.
    this.lapsed ||= Date.now() - this.beatAt > this.timeoutMs;
  }
}

/** Holds the pulse of the running activity. */
export const pulse = new AsyncLocalStorage<Pulse>();

/** Refuses to begin a call or a statement in an attempt that somebody else may have taken over. */
export function requirePulse(): void {
  pulse.getStore()?.require();
}

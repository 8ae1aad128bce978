import { AsyncLocalStorage } from 'node:async_hooks';

/** What an activity tells the attempt that follows it; the worker's heartbeat timer sends it. */
export interface ProgressSlot {
  /** The last details that the activity reported. */
  details: object | undefined;
  /** Attempts that ended in an error and not in "not yet", since the last that did not. */
  readonly errorsInARow: number;
}

/** Holds the slot of the running activity. */
export const progressSlot = new AsyncLocalStorage<ProgressSlot>();

/**
 * Reports how far the running activity is. It costs nothing: the details go out with the next heartbeat, and an
 * attempt that follows finds them there. Counts and names only, never values.
 */
export function reportProgress(details: object): void {
  const slot = progressSlot.getStore();
  if (slot !== undefined) slot.details = details;
}

/** Reads what an earlier attempt told. */
export function readBeat(heartbeat: unknown): ProgressSlot {
  if (typeof heartbeat !== 'object' || heartbeat === null) return { details: undefined, errorsInARow: 0 };
  const { errorsInARow = 0, ...details } = heartbeat as { errorsInARow?: number };
  return { details, errorsInARow };
}

/** Writes a slot as the details of a heartbeat; who looks only for an activity's own details finds them as they were. */
export function writeBeat({ details, errorsInARow }: ProgressSlot): object | undefined {
  if (errorsInARow === 0) return details;
  return { ...details, errorsInARow };
}

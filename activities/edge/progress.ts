import { AsyncLocalStorage } from 'node:async_hooks';

/** The last details that an activity reported; the worker's heartbeat timer sends them. */
export interface ProgressSlot {
  details: unknown;
}

/** Holds the slot of the running activity. */
export const progressSlot = new AsyncLocalStorage<ProgressSlot>();

/**
 * Reports how far the running activity is. It costs nothing: the details go out with the next heartbeat, and an
 * attempt that follows finds them there. Counts and names only, never values.
 */
export function reportProgress(details: unknown): void {
  const slot = progressSlot.getStore();
  if (slot !== undefined) slot.details = details;
}

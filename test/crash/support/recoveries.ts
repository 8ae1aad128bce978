import type { Attempt, Fired } from './ledger.js';

/** Where a worker can die: around an activity's effect, and around each call that changes something. */
export const boundaries = ['before', 'before-call', 'after-call', 'after-effect'] as const;

/** One of the places where a worker can die. */
export type Boundary = (typeof boundaries)[number];

/** How long a step lay still after its worker had died. */
export interface Recovery {
  readonly key: string;
  /** From the kill to the next attempt, in ms; absent when there was none. */
  readonly ms?: number;
}

/** Finds for each kill the next attempt of the same step. */
export function recoveriesOf(fired: readonly Fired[], attempts: readonly Attempt[]): Recovery[] {
  return fired.map(({ key, attempt, at }) => {
    const step = stepOf(key);
    const next = attempts.find((later) => later.step === step && later.attempt > attempt);
    return next === undefined ? { key } : { key, ms: next.at - at };
  });
}

/** The step that a point belongs to. */
export function stepOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/'));
}

/** The kind of place that a point is at. */
export function boundaryOf(key: string): Boundary | undefined {
  const name = key.slice(key.lastIndexOf('/') + 1).replace(/:.*/, '');
  return boundaries.find((boundary) => boundary === name);
}

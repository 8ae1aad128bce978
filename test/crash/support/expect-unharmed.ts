import { expect } from 'vitest';
import type { WitnessedRun } from '../../laws/support/witnessed-run.js';
import type { CrashRun } from './crash-run.js';
import { recoveriesOf } from './recoveries.js';

/** Checks that a run in which workers died ended as the undisturbed one did, and that nobody noticed meanwhile. */
export function expectUnharmed(run: CrashRun, clean: WitnessedRun): void {
  expect(run.endState).toEqual(clean.endState);
  expect(run.contents).toEqual(clean.contents);
  expect(run.leftovers).toEqual([]);
  expect(run.leaks).toEqual([]);
  expect(run.clientErrors).toEqual([]);
  expect(run.clientAnswers).toBeGreaterThan(10);
  const lost = recoveriesOf(run.fired, run.attempts).filter(({ ms }) => ms === undefined);
  expect(lost).toEqual([]);
}

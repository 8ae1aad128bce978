import { expect } from 'vitest';
import { recoveriesOf } from './recoveries.js';
import type { SpawnRun } from './spawn-run.js';

/** One account was made, with nothing in it twice. */
export function expectOneAccount({ afterSpawn, accountIds }: SpawnRun): void {
  expect(afterSpawn.filter((line) => line.startsWith('organisation'))).toHaveLength(1);
  expect(afterSpawn.filter((line) => /^inside aws_vpc .*"backlot:stack"/.test(line))).toHaveLength(1);
  expect(accountIds).toHaveLength(1);
}

/** Real plans, made once more, find nothing to do. */
export function expectTrueStates({ again }: SpawnRun): void {
  expect(again.filter(({ state }) => state !== 'unchanged')).toEqual([]);
  // A plan was made, and no earlier one believed.
  expect(again.filter(({ detail }) => detail === 'Terraform found nothing to do')).toHaveLength(2);
}

/** Nothing of it is left but what people have to take away, and no state knows of anything. */
export function expectGone({ afterDestroy, end, leftovers }: SpawnRun): void {
  expect(end).toEqual({ outcome: 'closed-in', staying: [] });
  expect(leftovers).toEqual([]);
  expect(afterDestroy.filter((line) => line.includes('"backlot:stack"'))).toEqual([]);
  expect(afterDestroy.filter((line) => /^state of (?:network|account).* knows/.test(line))).toEqual([]);
}

/** Everybody who was to die did, and somebody went on with the work. */
export function expectRecovered(runs: readonly SpawnRun[], keys: readonly string[]): void {
  const died = runs.flatMap(({ fired, deaths }) => [...fired, ...deaths].map(({ key }) => key));
  expect(keys.filter((key) => !died.includes(key))).toEqual([]);
  expect(keys.length).toBeGreaterThan(0);
  for (const { fired, attempts, deaths } of runs) {
    const recoveries = [...recoveriesOf(fired, attempts), ...deaths];
    expect(recoveries.filter(({ ms }) => ms === undefined)).toEqual([]);
  }
}

/*
 * Law 5, whole, for processes that only seem dead: before every AWS call that changes something its worker is stopped for
 * longer than its silence is borne. When it goes on, another worker is at the same step already.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { witnessedRun, type WitnessedRun } from '../laws/support/witnessed-run.js';
import { certainPoints, chosenPoints, script } from './support/choose-points.js';
import { crashRun, type CrashRun } from './support/crash-run.js';
import { expectUnharmed } from './support/expect-unharmed.js';
import { reportKills } from './support/kill-report.js';
import { boundaryOf } from './support/recoveries.js';

describe('workers that are stopped before every call, and wake up too late', () => {
  let clean: WitnessedRun;
  let run: CrashRun;

  beforeAll(async () => {
    clean = await witnessedRun();
    const calls = certainPoints(clean.boundaries).filter((key) => boundaryOf(key) === 'before-call');
    run = await crashRun(script(chosenPoints(calls), 'stop'));
    await reportKills('zombies', [run], run.durationMs);
  });

  test('do no harm', () => {
    expectUnharmed(run, clean);
  });

  test('were stopped', () => {
    expect(run.fired.length).toBeGreaterThan(0);
    expect(run.fired.length / Object.keys(run.points).length).toBeGreaterThan(0.9);
  });
});

/*
 * Law 5: every step may die anywhere. To break it: an effect that only its own process knows of, so that whoever goes on
 * makes it again or never clears it; a step that cannot begin in the middle; a retry that gives up.
 *
 * The attack: two workers share the job, and at boundaries drawn by lot one of them kills itself: before an activity,
 * before an AWS call is sent, after it was answered, after the effect. `npm run test:crash` does it at every boundary;
 * with `--seed N` at the ones that this test drew, and with `--point KEY` at a single one.
 */
import { randomInt } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { certainPoints, sample, sampleSize, script } from '../crash/support/choose-points.js';
import { crashRun, type CrashRun } from '../crash/support/crash-run.js';
import { expectUnharmed } from '../crash/support/expect-unharmed.js';
import { reportKills } from '../crash/support/kill-report.js';
import { patienceMs, witnessedRun, type WitnessedRun } from './support/witnessed-run.js';

describe('workers that are killed at boundaries drawn by lot', () => {
  let clean: WitnessedRun;
  let run: CrashRun;

  beforeAll(async () => {
    clean = await witnessedRun();
    const seed = randomInt(1_000_000);
    process.stdout.write(`the boundaries are those of --seed ${seed}\n`);
    run = await crashRun(script(sample(certainPoints(clean.boundaries), sampleSize, seed), 'kill'));
    await reportKills('kills-sample', [run], run.durationMs);
  }, 2 * patienceMs);

  test('leave what an undisturbed worker leaves', () => {
    expectUnharmed(run, clean);
  });

  test('all died', () => {
    expect(run.fired.map(({ key }) => key).toSorted()).toEqual(Object.keys(run.points).toSorted());
    expect(run.fired).toHaveLength(sampleSize);
  });
});

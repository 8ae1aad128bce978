/*
 * Law 5: every step may die anywhere. To break it: an effect that only its own process knows of, so that whoever goes on
 * makes it again or never clears it; a step that cannot begin in the middle; a retry that gives up.
 *
 * The attack: two workers share the job, and at boundaries drawn by lot one of them kills itself: before an activity,
 * before an AWS call is sent, after it was answered, after the effect. `npm run test:crash` does it at every boundary;
 * with `--seed N` at the ones that this test drew, and with `--point KEY` at a single one.
 *
 * The same for accounts, where there is Terraform: an environment is made from nothing, made again and destroyed. To break
 * it: an account that is created again because nobody remembers that it was asked for; an apply that died and left what no
 * state knows of; a teardown that cannot begin in the middle. There Terraform, the process that owns it and the worker also
 * die at the same moment, in the middle of an apply and of a stack's end.
 */
import { randomInt } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { certainPoints, sample, sampleSize, script } from '../crash/support/choose-points.js';
import { crashRun, type CrashRun } from '../crash/support/crash-run.js';
import {
  expectGone,
  expectOneAccount,
  expectRecovered,
  expectTrueStates,
} from '../crash/support/expect-made-and-gone.js';
import { expectUnharmed } from '../crash/support/expect-unharmed.js';
import { reportKills } from '../crash/support/kill-report.js';
import { spawnRun, type SpawnRun } from '../crash/support/spawn-run.js';
import { terraformHere } from '../support/terraform-here.js';
import { patienceMs, witnessedRun, type WitnessedRun } from './support/witnessed-run.js';

/** In the middle of an apply, and of a stack's end. */
const middles = ['apply/all-three', 'destroy/all-three'];
/** Steps that change something when an environment is made, and the one that lets it be destroyed. */
const stepsOfAccounts = [
  'spawnAccount-1/startCreateAccount-1',
  'spawnAccount-1/recordAccount-1',
  'spawnAccount-1/moveAccount-1',
  'spawnAccount-1/removeBootstrapRole-1',
  'spawnAccount-1/applyStack-1',
  'spawnAccount-1/applyStack-2',
  'destroyAccount-4/admitDestroy-1',
];
const accountSampleSize = 4;

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

describe.each(await terraformHere())('an environment that $terraform makes and destroys while workers die', () => {
  let run: SpawnRun;

  beforeAll(async () => {
    const seed = randomInt(1_000_000);
    process.stdout.write(`the steps are those of the seed ${seed}\n`);
    const drawn = sample(
      stepsOfAccounts.flatMap((step) => [`${step}/before`, `${step}/after-effect`]),
      accountSampleSize,
      seed,
    );
    run = await spawnRun(script([...drawn, ...middles], 'kill'));
    await reportKills('spawn-sample', [run], run.durationMs, run.deaths);
  }, 2 * patienceMs);

  test('is one account, with nothing in it twice', () => {
    expectOneAccount(run);
  });

  test('has states that agree with reality', () => {
    expectTrueStates(run);
  });

  test('goes to nothing, and a sweep finds nothing of it', () => {
    expectGone(run);
  });

  test('was gone on with after every death', () => {
    expectRecovered([run], Object.keys(run.points));
    expect(run.deaths.map(({ key }) => key)).toEqual(middles);
  });
});

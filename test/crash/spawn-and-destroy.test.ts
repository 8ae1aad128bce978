/*
 * Law 5, whole, for accounts, with real Terraform: an environment is made from nothing, made again and destroyed while
 * workers are killed before and after every activity and the calls in it that change something, and while Terraform, the
 * process that owns it and the worker die in the middle of an apply, one after the other and all at once. What is there
 * then, and what is left at the end, must be what nobody's death leaves: one account, nothing twice, nothing that a state
 * does not know.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { certainPoints, chosenPoints, script } from './support/choose-points.js';
import { expectGone, expectOneAccount, expectRecovered, expectTrueStates } from './support/expect-made-and-gone.js';
import { reportKills } from './support/kill-report.js';
import { middles, spawnRun, type SpawnRun } from './support/spawn-run.js';

/**
 * What is stored of a plan would be planned anew for each part, and what is noted of an apply that is done is not noted by
 * an attempt that finds it done: that workers die after all of it is enough.
 */
const ofTerraform = /\/(?:plan|apply)Stack-\d+\/(?:before|after)-call:/;
/** A step that dies at each of many calls waits longer each time, so it dies at the first one of each kind. */
const repeated = /-call:.*-(?!1$)\d+$/;
const call = /\/(?:before|after)-call:/;

describe('an environment that is made and destroyed by workers that die at every boundary', () => {
  let clean: SpawnRun;
  let keys: string[];
  let runs: SpawnRun[];

  beforeAll(async () => {
    const startedAt = Date.now();
    clean = await spawnRun({});
    const boundaries = certainPoints(clean.boundaries).filter((key) => !ofTerraform.test(key) && !repeated.test(key));
    keys = chosenPoints(boundaries, middles);
    const lines = [keys.filter((key) => !call.test(key)), keys.filter((key) => call.test(key))];
    runs = await Promise.all(lines.filter((line) => line.length > 0).map((line) => spawnRun(script(line, 'kill'))));
    await reportKills(
      'spawn-and-destroy',
      runs,
      Date.now() - startedAt,
      runs.flatMap(({ deaths }) => deaths),
    );
  });

  test('is one account, with nothing in it twice', () => {
    for (const run of runs) {
      expect(run.afterSpawn).toEqual(clean.afterSpawn);
      expectOneAccount(run);
    }
    expect(runs.length).toBeGreaterThan(0);
  });

  test('has states that agree with reality', () => {
    for (const run of [clean, ...runs]) expectTrueStates(run);
  });

  test('goes to the same end, and a sweep finds nothing of it', () => {
    for (const run of [clean, ...runs]) {
      expect(run.afterDestroy).toEqual(clean.afterDestroy);
      expectGone(run);
    }
  });

  test('was gone on with after every death', () => {
    expectRecovered(runs, keys);
  });
});

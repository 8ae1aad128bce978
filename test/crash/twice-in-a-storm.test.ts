/*
 * Law 5, whole, in bad weather: the first attempt of every activity fails before its effect and the second after it,
 * while AWS throttles 30 % of the calls and ends 10 % in a server error. What is left must be what a quiet day leaves.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountDescription } from '../../sandbox/runtime/description.js';
import { endState } from '../laws/support/end-state.js';
import { setStage } from '../laws/support/stage.js';
import { stormOn, under } from '../laws/support/storm.js';
import { doTheJob, newJobOperations, quickAccount, type JobResult } from '../laws/support/the-job.js';
import { witnessedRun, type WitnessedRun } from '../laws/support/witnessed-run.js';

describe('every activity of the main job, run twice in a storm', () => {
  let ledgers: string;
  let clean: WitnessedRun;
  let attacked: JobResult;
  let stateAfter: string[];
  let met: number[];

  beforeAll(async () => {
    ledgers = await mkdtemp(join(tmpdir(), 'backlot-ledger-'));
    clean = await witnessedRun();
    const stage = await setStage('storm', {
      environments: { qa: quickAccount },
      settings: {
        BACKLOT_WORKER_INTERCEPTORS: resolve('test/laws/support/twice.mjs'),
        BACKLOT_TEST_LEDGER: join(ledgers, 'hits.jsonl'),
      },
    });
    try {
      const environment = stage.environments['qa'] as AccountDescription;
      const operations = newJobOperations();
      ({ result: attacked, met } = await under(stage.sandbox, stormOn(environment, operations), () =>
        doTheJob(stage, environment, operations),
      ));
      stateAfter = await endState(stage.sandbox, { environment, operations });
    } finally {
      await stage.close();
    }
  });
  afterAll(() => rm(ledgers, { recursive: true }));

  test('leaves in every account what a quiet day leaves', () => {
    expect(stateAfter).toEqual(clean.endState);
    expect(attacked.contents).toEqual(clean.contents);
    expect(attacked.leftovers).toEqual([]);
  });

  test('was hit by all of it', () => {
    expect(met.reduce((sum, calls) => sum + calls, 0)).toBeGreaterThan(100);
  });
});

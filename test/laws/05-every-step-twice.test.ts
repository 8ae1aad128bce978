/*
 * Law 5: every step may run twice. To break it: an activity whose second run makes a second thing (no deterministic
 * name, no token), refuses what its first run made (no adoption), or undoes it; a name that is chosen anew.
 *
 * The attack: the first attempt of every activity fails before its effect, the second after it, the third passes. What
 * is left in every account must be what the undisturbed run leaves.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountDescription } from '../../sandbox/runtime/description.js';
import { endState } from './support/end-state.js';
import { readHistories, type DecodedHistory } from './support/histories.js';
import { setStage, type Stage } from './support/stage.js';
import { doTheJob, quickAccount, type JobResult } from './support/the-job.js';
import { patienceMs, witnessClient, witnessedRun, type WitnessedRun } from './support/witnessed-run.js';

interface Hit {
  readonly activityType: string;
  readonly boundary: 'before' | 'after';
}

let ledgers: string;
beforeAll(async () => {
  ledgers = await mkdtemp(join(tmpdir(), 'backlot-ledger-'));
});
afterAll(() => rm(ledgers, { recursive: true }));

/** The types of activities in histories, each once. */
function typesIn(histories: readonly DecodedHistory[]): string[] {
  return [...new Set(histories.flatMap(({ activityTypes }) => activityTypes))];
}

/** Sets a stage whose worker loads the attack. */
async function setAttackedStage(ledger: string, settings: Readonly<Record<string, string>> = {}): Promise<Stage> {
  return await setStage('twice', {
    environments: { qa: quickAccount },
    settings: {
      BACKLOT_WORKER_INTERCEPTORS: resolve('test/laws/support/twice.mjs'),
      BACKLOT_TEST_LEDGER: ledger,
      ...settings,
    },
  });
}

describe('every activity of the main job, run twice', () => {
  let clean: WitnessedRun;
  let attacked: JobResult;
  let stateAfter: string[];
  let hits: Hit[];
  let cleanTypes: string[];
  let attackedTypes: string[];

  beforeAll(async () => {
    const ledger = join(ledgers, 'hits.jsonl');
    const attack = async () => {
      const stage = await setAttackedStage(ledger);
      try {
        const environment = stage.environments['qa'] as AccountDescription;
        attacked = await doTheJob(stage, environment);
        stateAfter = await endState(stage.sandbox, { environment, operations: attacked.operations });
        attackedTypes = typesIn(await readHistories(stage.client));
      } finally {
        await stage.close();
      }
    };
    [clean] = await Promise.all([witnessedRun(), attack()]);
    hits = (await readFile(ledger, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Hit);
    const witness = await witnessClient(clean);
    cleanTypes = typesIn(await readHistories(witness.client));
    await witness.close();
  }, 2 * patienceMs);

  test('leaves in every account what one run leaves', () => {
    expect(stateAfter).toEqual(clean.endState);
    // The databases and their images, names, secrets and parameter groups: an empty list would equal another one.
    expect(stateAfter.length).toBeGreaterThan(20);
  });

  test('leaves the same rows in every table', () => {
    expect(attacked.contents).toEqual(clean.contents);
    expect(Object.values(attacked.contents).flat().length).toBeGreaterThan(25);
  });

  test('leaves nothing for a sweep', () => {
    expect(attacked.leftovers).toEqual([]);
  });

  test('spared no activity', () => {
    const hitBefore = new Set(hits.filter(({ boundary }) => boundary === 'before').map((hit) => hit.activityType));
    const hitAfter = new Set(hits.filter(({ boundary }) => boundary === 'after').map((hit) => hit.activityType));
    const changing = attackedTypes.filter((type) => !type.startsWith('await'));
    expect(attackedTypes.filter((type) => !hitBefore.has(type))).toEqual([]);
    expect(changing.filter((type) => !hitAfter.has(type))).toEqual([]);
    // Whether the lease of the operation before has to be waited for is a matter of milliseconds.
    const certain = cleanTypes.filter((type) => type !== 'awaitWorkflowClosed');
    expect(certain.filter((type) => !attackedTypes.includes(type))).toEqual([]);
    expect(certain.length).toBeGreaterThan(30);
  });
});

test('the attack bites: a step that chooses another name the second time leaves a duplicate', async () => {
  const stage = await setAttackedStage(join(ledgers, 'forgetful.jsonl'), { BACKLOT_TEST_FORGETFUL: 'copySnapshot' });
  try {
    const environment = stage.environments['qa'] as AccountDescription;
    const account = environment.name;
    await (await stage.start('refreshEnvironment', { account, databases: ['orders'] })).result();
    const state = await endState(stage.sandbox, { environment, operations: [] });
    const { leftovers } = await (await stage.start('sweep', { account })).result();
    expect(state.filter((line) => line.includes('-again-'))).toHaveLength(1);
    expect(leftovers.map(({ id }) => id)).toEqual([expect.stringMatching(/-again-/)]);
  } finally {
    await stage.close();
  }
});

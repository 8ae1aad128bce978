/*
 * Laws 4 and 5 while AWS fails. To break them: take throttling or a server error for an answer, go on with a session
 * that has ended, make a thing a second time because the answer to the first call was lost, wait for what has failed,
 * or leave behind what a failed restore has made.
 *
 * The attack: of the calls of one refresh 30 % are throttled and 10 % end in a server error; a session ends before its
 * time, the answer that a restore has begun is lost, and what was made is not seen at once. Then a copy and a restore fail where AWS does them.
 */
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FaultSpec } from '../../sandbox/gateway/faults/fault.js';
import type { AccountDescription } from '../../sandbox/runtime/description.js';
import { signIn } from './support/administrator.js';
import { endState } from './support/end-state.js';
import { applicationLogin, doorwayOf } from './support/environment-clients.js';
import { failureOf } from './support/failure-of.js';
import type { Document } from './support/fleet-directory.js';
import { takeInventory } from './support/inventory.js';
import { startReconnectingClient } from './support/service-clients.js';
import { newOperationId, setStage, type Stage } from './support/stage.js';
import { stormOn, under } from './support/storm.js';
import { quickAccount } from './support/the-job.js';
import { patienceMs } from './support/witnessed-run.js';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage('faulty', { environments: { calm: oneDatabase, stormy: oneDatabase } });
});
afterAll(() => stage.close());

function oneDatabase(account: Document): void {
  quickAccount(account);
  (account['databases'] as Document)['include'] = ['orders'];
  account['hooks'] = {};
}

function environmentOf({ environments }: Stage, name: string): AccountDescription {
  return environments[name] as AccountDescription;
}

/** Everything in an environment's account, with its tags and where its names point to. */
async function everything({ name }: AccountDescription) {
  const items = await takeInventory(await signIn(stage.sandbox, name));
  return items.sort((a, b) => `${a.type} ${a.id}`.localeCompare(`${b.type} ${b.id}`));
}

async function refreshAnew({ name: account }: AccountDescription, operationId: string): Promise<void> {
  const input = { account, operationId, maxAge: '0ms' };
  await (await stage.start('refreshEnvironment', input, `refreshEnvironment/${operationId}`)).result();
}

/** Refreshes from the image that there is, in vain; returns why. */
async function failedRefresh(on: Stage, { name: account }: AccountDescription): Promise<string> {
  return await failureOf(await on.start('refreshEnvironment', { account }));
}

describe('a refresh while AWS throttles, stumbles, forgets sessions and loses answers', () => {
  const states: Record<string, string[]> = {};
  let met: number[];

  beforeAll(async () => {
    const [calm, stormy] = [environmentOf(stage, 'calm'), environmentOf(stage, 'stormy')];
    const operations = { calm: newOperationId(), stormy: newOperationId() };
    await refreshAnew(calm, operations.calm);
    const rare: FaultSpec[] = [
      { account: stormy.name, role: 'BacklotData', effect: { kind: 'expire' }, after: 5, times: 1 },
      {
        account: stormy.name,
        action: 'RestoreDBInstanceFromDBSnapshot',
        effect: { kind: 'disconnect', moment: 'after' },
        times: 1,
      },
      ...['CopyDBSnapshot', 'CreateDBParameterGroup'].map((action): FaultSpec => {
        const effect = { kind: 'eventual', ms: 300 } as const;
        return { account: stormy.name, service: 'rds', action, effect, times: 1 };
      }),
    ];
    ({ met } = await under(stage.sandbox, [...stormOn(stormy, [operations.stormy]), ...rare], () =>
      refreshAnew(stormy, operations.stormy),
    ));
    for (const name of ['calm', 'stormy'] as const) {
      const of = { environment: environmentOf(stage, name), operations: [operations[name]] };
      states[name] = await endState(stage.sandbox, of);
    }
  }, patienceMs);

  test('ends as the undisturbed one does, in every account', () => {
    expect(states['stormy']).toEqual(states['calm']);
    expect(states['calm']?.length).toBeGreaterThan(4);
  });

  test('was disturbed by every fault', () => {
    expect(met.filter((calls) => calls === 0)).toEqual([]);
    expect(met.reduce((sum, calls) => sum + calls, 0)).toBeGreaterThan(20);
  });
});

describe('the old generation keeps serving, and nothing of the new one is left, when', () => {
  test.each([
    ['a copy fails', 'CopyDBSnapshot'],
    ['a restore fails', 'RestoreDBInstanceFromDBSnapshot'],
  ])('%s', async (_, action) => {
    const calm = environmentOf(stage, 'calm');
    const before = await everything(calm);
    const doorway = await doorwayOf(stage.sandbox, `${calm.name}-client`);
    const service = startReconnectingClient(doorway, await applicationLogin(stage.sandbox, calm, 'orders', 'app_rw'));
    const fault: FaultSpec = { account: calm.name, action, effect: { kind: 'fail' }, times: 1 };
    const { result: failure } = await under(stage.sandbox, [fault], () => failedRefresh(stage, calm));
    await service.stop();

    expect(failure).toContain('RefreshFailed');
    expect(failure).toContain('ResourceFailed');
    expect(await everything(calm)).toEqual(before);
    expect(before.filter(({ type }) => type === 'record')).toHaveLength(1);
    expect(service.errors()).toEqual([]);
    expect(service.answers()).toBeGreaterThan(5);
  });
});

describe('the attack bites: a worker that takes every failure for final and deletes nothing', () => {
  let careless: Stage;
  let environment: AccountDescription;
  beforeAll(async () => {
    careless = await setStage('careless', {
      environments: { qa: oneDatabase },
      settings: { BACKLOT_WORKER_INTERCEPTORS: resolve('test/laws/support/careless.mjs') },
    });
    environment = environmentOf(careless, 'qa');
  });
  afterAll(() => careless.close());

  test('fails when AWS throttles longer than a client tries', async () => {
    const effect = { kind: 'error', code: 'Throttling' } as const;
    const fault: FaultSpec = { account: environment.name, action: 'CopyDBSnapshot', effect, times: 3 };
    const { result } = await under(stage.sandbox, [fault], () => failedRefresh(careless, environment));
    expect(result).toContain('Rate exceeded');
    expect(await everything(environment)).toEqual([]);
  });

  test('leaves the instance of a failed restore', async () => {
    const action = 'RestoreDBInstanceFromDBSnapshot';
    const fault: FaultSpec = { account: environment.name, action, effect: { kind: 'fail' }, times: 1 };
    await under(stage.sandbox, [fault], () => failedRefresh(careless, environment));
    const left = (await everything(environment)).filter(({ type }) => type === 'instance');
    expect(left.map(({ facts }) => facts['status'])).toEqual(['incompatible-restore']);
  });
});

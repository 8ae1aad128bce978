import { WorkflowFailedError } from '@temporalio/client';
import { describe, expect } from 'vitest';
import { outcomeOf } from './support/outcome.js';
import { generationOf, instances, oldGeneration, placeImages, placeOldGeneration, serving } from './support/scenery.js';
import { test, type Stage } from './support/stage.js';

const operationId = 'op-new1';
const generation = generationOf(operationId);
const oldStillServes = [`users=${oldGeneration}`, `orders=${oldGeneration}`];
const onlyOld = [`orders ${oldGeneration} application`, `users ${oldGeneration} application`];

function change(stage: Stage, members: Partial<Stage['fleet']['environment']>): void {
  stage.fleet.environment = { ...stage.fleet.environment, ...members };
}

const stepsOfOne = [
  'checkImage',
  'copySnapshot',
  'awaitSnapshot',
  'restoreInstance',
  'setMasterPassword',
  'prepareRoles',
  'checkHealth',
  'deleteSnapshot',
] as const;

describe.concurrent('a refresh in which one database fails', () => {
  test.for(stepsOfOne)('leaves all old ones serving and deletes what it made: %s', async (activity, { stage }) => {
    placeImages(stage);
    placeOldGeneration(stage);
    const before = stage.world.view();
    stage.faults.fail(activity, { nth: 1, about: `users-${stage.id}` }, 'ResourceFailed');
    const account = stage.fleet.environment.name;
    const handle = await stage.start('refreshEnvironment', [{ account, operationId }]);
    expect(await outcomeOf(handle)).toBe('RefreshFailed');
    expect(stage.world.view()).toEqual(before);
  });
});

describe('a refresh that fails', () => {
  test('says which database failed and why, and which one was only stopped', async ({ stage }) => {
    placeImages(stage);
    stage.faults.fail('checkHealth', { about: `users-${stage.id}` }, 'HealthCheckFailed');
    const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name }]);
    const error = await handle.result().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WorkflowFailedError);
    expect((error as WorkflowFailedError).cause?.message).toContain(`users-${stage.id}: HealthCheckFailed:`);
    const { databases } = await handle.query<{ databases: { database: string; step: string }[] }>('progress');
    expect(databases.find(({ database }) => database === `users-${stage.id}`)?.step).toBe('failed');
  });

  test('cuts the others over when a part is allowed', async ({ stage }) => {
    placeImages(stage);
    placeOldGeneration(stage);
    change(stage, { partialAllowed: true });
    stage.faults.fail('checkHealth', { about: `users-${stage.id}` }, 'HealthCheckFailed');
    const account = stage.fleet.environment.name;
    const { databases } = await (await stage.start('refreshEnvironment', [{ account, operationId }])).result();
    expect(databases.map(({ step }) => step)).toEqual(['failed', 'serving']);
    expect(serving(stage)).toEqual([`users=${oldGeneration}`, `orders=${generation}`]);
    expect(instances(stage)).toEqual([
      `orders ${oldGeneration} fenced to be retired`,
      `orders ${generation} application`,
      `users ${oldGeneration} application`,
    ]);
  });

  test('cuts nothing over when a part is allowed but nothing is left', async ({ stage }) => {
    placeImages(stage);
    placeOldGeneration(stage);
    change(stage, { partialAllowed: true });
    stage.faults.fail('restoreInstance');
    const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name }]);
    expect(await outcomeOf(handle)).toBe('RefreshFailed');
    expect(serving(stage)).toEqual(oldStillServes);
    expect(instances(stage)).toEqual(onlyOld);
  });

  test('refuses databases that are too far apart before it starts anything', async ({ stage }) => {
    const hour = 3_600_000;
    placeImages(stage, { users: hour, orders: 4 * hour });
    change(stage, { maxSkewMs: 2 * hour });
    const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name }]);
    expect(await outcomeOf(handle)).toBe('SkewTooLarge');
    expect(stage.world.effects).toEqual([]);
  });

  test('starts nothing when a quota leaves no room', async ({ stage }) => {
    stage.faults.fail('checkQuotas', {}, 'NoRoom');
    const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name }]);
    expect(await outcomeOf(handle)).toBe('NoRoom');
    expect(stage.world.effects).toEqual([]);
  });

  test.for(['changeRecords', 'awaitRecords'])(
    'puts the names back when they cannot be moved: %s',
    async (activity, { stage }) => {
      placeImages(stage);
      placeOldGeneration(stage);
      stage.faults.fail(activity, { nth: 1 }, 'AccessDenied');
      const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name, operationId }]);
      expect(await outcomeOf(handle)).toBe('AccessDenied');
      expect(serving(stage)).toEqual(oldStillServes);
      expect(instances(stage)).toEqual(onlyOld);
    },
  );

  test('is not made again under its clients by one of the same operation id', async ({ stage }) => {
    placeImages(stage);
    const input = { account: stage.fleet.environment.name, operationId };
    await (await stage.start('refreshEnvironment', [input])).result();
    const before = stage.world.view();
    expect(await outcomeOf(await stage.start('refreshEnvironment', [input]))).toBe('GuardRefused');
    expect(stage.world.view()).toEqual(before);
  });

  test('keeps what serves when the old generation cannot be fenced', async ({ stage }) => {
    placeImages(stage);
    placeOldGeneration(stage);
    stage.faults.fail('fenceGeneration', {}, 'SqlFailed');
    const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name, operationId }]);
    expect(await outcomeOf(handle)).toBe('SqlFailed');
    expect(serving(stage)).toEqual([`users=${generation}`, `orders=${generation}`]);
    expect(instances(stage)).toContain(`users ${generation} application`);
  });

  test.for([
    ['no input', undefined],
    ['no account', {}],
    ['an account that is no text', { account: ['qa1'] }],
    ['databases that are no list', { account: 'qa1', databases: 'users' }],
    ['a database that is no text', { account: 'qa1', databases: [1] }],
    ['an age that is no text', { account: 'qa1', maxAge: 12 }],
    ['an operation id that is no name', { account: 'qa1', operationId: '../..' }],
    ['a wait that is no duration', { account: 'qa1', onBusy: 'wait:a while' }],
    ['something to do when busy that is unknown', { account: 'qa1', onBusy: 'panic' }],
    ['something to do when busy that is no text', { account: 'qa1', onBusy: 3 }],
    ['a requester that is no text', { account: 'qa1', requestedBy: {} }],
    ['an environment that the fleet does not have', { account: 'nowhere' }],
  ] as const)('closes as InvalidInput when given %s', async ([, input], { stage }) => {
    expect(await outcomeOf(await stage.start('refreshEnvironment', [input as never]))).toBe('InvalidInput');
    expect(stage.world.effects).toEqual([]);
  });
});

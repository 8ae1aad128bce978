import type { WorkflowHandle } from '@temporalio/client';
import { describe, expect } from 'vitest';
import { outcomeOf } from './support/outcome.js';
import { progressOf, reach, requireApproval } from './support/progress.js';
import { generationOf, instances, oldGeneration, placeImages, placeOldGeneration, serving } from './support/scenery.js';
import { test } from './support/stage.js';

const operationId = 'op-new1';
const generation = generationOf(operationId);

const beforeTheCutover = [
  'planImages',
  'checkImage',
  'copySnapshot',
  'awaitSnapshot',
  'restoreInstance',
  'awaitInstance',
  'checkHealth',
  'readRecords',
] as const;

describe.concurrent('a refresh that is cancelled before the cutover', () => {
  test.for(beforeTheCutover)('clears up and leaves the old generation serving: %s', async (activity, { stage }) => {
    placeImages(stage);
    placeOldGeneration(stage);
    const before = stage.world.view();
    stage.faults.before(activity, { nth: 1 }, () => handle.cancel());
    const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name, operationId }]);
    expect(await outcomeOf(handle)).toBe('CANCELED');
    expect(stage.world.view()).toEqual(before);
  });
});

describe('the databases of a refresh', () => {
  const shown = async (handle: WorkflowHandle) =>
    (await progressOf(handle)).databases.map(({ step, error }) => `${step}: ${error ?? ''}`);

  test('that is cancelled are shown as stopped, those that were ready too', async ({ stage }) => {
    placeImages(stage);
    stage.fleet.databasesInFlight = 1;
    stage.faults.before('restoreInstance', { about: `orders-${stage.id}` }, () => handle.cancel());
    const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name }]);
    expect(await outcomeOf(handle)).toBe('CANCELED');
    expect(await shown(handle)).toEqual(['stopped: the refresh was cancelled', 'stopped: the refresh was cancelled']);
  });

  test('of which one fails are told apart: the others are stopped', async ({ stage }) => {
    placeImages(stage);
    stage.fleet.databasesInFlight = 1;
    stage.faults.fail('checkHealth', { about: `orders-${stage.id}` }, 'HealthCheckFailed');
    const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name }]);
    expect(await outcomeOf(handle)).toBe('RefreshFailed');
    const [users, orders] = await shown(handle);
    expect(users).toBe('stopped: the refresh failed');
    expect(orders).toMatch(/^failed: HealthCheckFailed: /);
  });

  test('of which one is cancelled by somebody fail with it, and say so', async ({ stage }) => {
    const sanitisation = stage.client.workflow.getHandle(`sanitize/users-${stage.id}`);
    stage.faults.before('scrubInstance', { about: `users-${stage.id}` }, () => sanitisation.cancel());
    const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name }]);
    expect(await outcomeOf(handle)).toBe('RefreshFailed');
    const [users, orders] = await shown(handle);
    expect(users).toMatch(/^failed: somebody cancelled its workflow/);
    // Whether it was still at work then or was done already is a matter of milliseconds.
    expect(orders).toMatch(/^stopped: (?:another database|the refresh) failed$/);
  });
});

describe('a refresh that is cancelled', () => {
  test.for(['changeRecords', 'awaitRecords'])(
    'while the names move puts them back: %s',
    async (activity, { stage }) => {
      placeImages(stage);
      placeOldGeneration(stage);
      const before = stage.world.view();
      stage.faults.before(activity, { nth: 1 }, (attempt) => (attempt === 1 ? handle.cancel() : undefined));
      const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name, operationId }]);
      expect(await outcomeOf(handle)).toBe('CANCELED');
      expect(stage.world.view()).toEqual(before);
    },
  );

  test('while it makes an image leaves nothing raw', async ({ stage }) => {
    stage.faults.before('scrubInstance', { nth: 1 }, () => handle.cancel());
    const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name, operationId }]);
    expect(await outcomeOf(handle)).toBe('CANCELED');
    expect(stage.world.ours()).toEqual([]);
  });

  test('while it waits for approval clears up', async ({ stage }) => {
    placeImages(stage);
    placeOldGeneration(stage);
    requireApproval(stage);
    const before = stage.world.view();
    const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name, operationId }]);
    await reach(handle, 'waiting for approval');
    await handle.cancel();
    expect(await outcomeOf(handle)).toBe('CANCELED');
    expect(stage.world.view()).toEqual(before);
  });

  test('during the drain fences at once and closes as cancelled', async ({ stage }) => {
    placeImages(stage);
    placeOldGeneration(stage);
    const { environment } = stage.fleet;
    const drainAfterMs = 3_600_000;
    stage.fleet.environment = { ...environment, cutover: { ...environment.cutover, drainAfterMs } };
    const handle = await stage.start('refreshEnvironment', [{ account: environment.name, operationId }]);
    await reach(handle, 'draining');
    await handle.cancel();
    expect(await outcomeOf(handle)).toBe('CANCELED');
    expect(serving(stage)).toEqual([`users=${generation}`, `orders=${generation}`]);
    expect(instances(stage)).toContain(`users ${oldGeneration} fenced to be retired`);
    expect(instances(stage)).toContain(`orders ${oldGeneration} fenced to be retired`);
  });
});

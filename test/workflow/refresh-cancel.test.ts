import { describe, expect } from 'vitest';
import { outcomeOf } from './support/outcome.js';
import { reach, requireApproval } from './support/progress.js';
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

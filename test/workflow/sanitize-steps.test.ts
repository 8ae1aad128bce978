import { describe, expect } from 'vitest';
import { outcomeOf } from './support/outcome.js';
import { callsAfterTheImage, callsToTheImage, counted } from './support/sanitize-calls.js';
import { test } from './support/stage.js';

const operationId = 'op-1';
const steps = counted(callsToTheImage);
const clearing = counted([...callsToTheImage, ...callsAfterTheImage])
  .slice(callsToTheImage.length)
  .filter(({ activity }) => activity.startsWith('delete'));

describe.concurrent('a sanitisation in which one step fails for good', () => {
  test.for(steps)('leaves nothing behind: $activity $nth', async ({ activity, nth }, { stage }) => {
    stage.faults.fail(activity, { nth });
    const handle = await stage.start('sanitizeDatabase', [{ database: `users-${stage.id}`, operationId }]);
    expect(await outcomeOf(handle)).toBe('ResourceFailed');
    expect(stage.world.ours()).toEqual([]);
  });
});

describe.concurrent('a sanitisation that is cancelled during a step', () => {
  test.for(steps)('leaves nothing behind: $activity $nth', async ({ activity, nth }, { stage }) => {
    const cancel = new Set<string>();
    stage.faults.before(activity, { nth }, async () => {
      if (cancel.size === 0) await handle.cancel();
      cancel.add('asked');
    });
    const handle = await stage.start('sanitizeDatabase', [{ database: `users-${stage.id}`, operationId }]);
    expect(await outcomeOf(handle)).toBe('CANCELED');
    expect(stage.world.ours()).toEqual([]);
  });
});

describe.concurrent('a sanitisation that is cancelled while it clears up', () => {
  test.for(clearing)(
    'clears up to the end and keeps its image: $activity $nth',
    async ({ activity, nth }, { stage }) => {
      stage.faults.before(activity, { nth }, () => handle.cancel());
      const handle = await stage.start('sanitizeDatabase', [{ database: `users-${stage.id}`, operationId }]);
      expect(['COMPLETED', 'CANCELED']).toContain(await outcomeOf(handle));
      expect(stage.world.ours()).toEqual([expect.stringContaining('-image image sanitised')]);
    },
  );
});

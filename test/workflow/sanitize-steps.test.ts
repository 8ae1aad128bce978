import { describe, expect } from 'vitest';
import { outcomeOf } from './support/outcome.js';
import {
  callAfterTheImage,
  callsBesideTheImage,
  callsOfTheImage,
  callsToTheSignature,
  counted,
} from './support/sanitize-calls.js';
import { test } from './support/stage.js';

const operationId = 'op-1';
const steps = counted([...callsToTheSignature, ...callsOfTheImage]);
const all = counted([...callsToTheSignature, ...callsOfTheImage, ...callsBesideTheImage, callAfterTheImage]);
const clearing = all.slice(steps.length).filter(({ activity }) => activity.startsWith('delete'));
const last = clearing.pop();
if (last === undefined) throw new Error('Nothing clears away the snapshot that the image is a copy of.');

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
  test.for(clearing)('clears up to the end, beside its image: $activity $nth', async ({ activity, nth }, { stage }) => {
    stage.faults.before(activity, { nth }, () => handle.cancel());
    const handle = await stage.start('sanitizeDatabase', [{ database: `users-${stage.id}`, operationId }]);
    const outcome = await outcomeOf(handle);
    const left = stage.world.ours();
    // The image was done already, or it is not there.
    if (outcome === 'CANCELED' && left.length === 0) return;
    expect(['COMPLETED', 'CANCELED']).toContain(outcome);
    expect(left).toEqual([expect.stringContaining('-image image sanitised')]);
  });

  test.for([last])('clears up to the end and keeps its image: $activity $nth', async ({ activity, nth }, { stage }) => {
    stage.faults.before(activity, { nth }, () => handle.cancel());
    const handle = await stage.start('sanitizeDatabase', [{ database: `users-${stage.id}`, operationId }]);
    expect(['COMPLETED', 'CANCELED']).toContain(await outcomeOf(handle));
    expect(stage.world.ours()).toEqual([expect.stringContaining('-image image sanitised')]);
  });
});

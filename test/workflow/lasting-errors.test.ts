import { randomBytes } from 'node:crypto';
import { describe, expect } from 'vitest';
import { NotReadyError } from '../../activities/edge/not-ready.js';
import { WakeWatch } from '../../activities/edge/wake-watch.js';
import { createActivityEdge } from '../../workers/edge/activity-edge.js';
import { outcomeOf } from './support/outcome.js';
import { placeImages } from './support/scenery.js';
import { setStage, test } from './support/stage.js';

const unknown = 5;
const edge = createActivityEdge(new WakeWatch(), { unknown, refused: 2, firstPauseMs: 20, longestPauseMs: 20 });

describe('a wait', () => {
  test('ends when its look fails for ever, and counts over its attempts', async ({ connections }) => {
    const id = randomBytes(3).toString('hex');
    const stage = await setStage(connections, `lasting-${id}`, id, { edge });
    placeImages(stage);
    const attempts: number[] = [];
    stage.faults.before('awaitInstance', { nth: 1, about: `users-${id}` }, (attempt) => {
      attempts.push(attempt);
      throw new TypeError('x is not a function');
    });
    const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name }]);
    expect(await outcomeOf(handle)).toBe('RefreshFailed');
    expect(attempts).toHaveLength(unknown);
    await stage.strike();
  });

  test('goes on as long as errors come one by one', async ({ connections }) => {
    const id = randomBytes(3).toString('hex');
    const stage = await setStage(connections, `single-${id}`, id, { edge });
    placeImages(stage);
    stage.faults.before('awaitInstance', { nth: 1, about: `users-${id}` }, (attempt) => {
      if (attempt > 4 * unknown) return;
      if (attempt % 2 === 0) throw new NotReadyError('not yet', 5);
      throw new TypeError('x is not a function');
    });
    const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name }]);
    expect(await outcomeOf(handle)).toBe('COMPLETED');
    await stage.strike();
  });
});

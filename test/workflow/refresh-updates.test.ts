import { WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect } from 'vitest';
import { outcomeOf } from './support/outcome.js';
import { holdEnvironment, progressOf, reach, reachSteps, requireApproval } from './support/progress.js';
import { generationOf, instances, oldGeneration, placeImages, placeOldGeneration, serving } from './support/scenery.js';
import { test } from './support/stage.js';

const operationId = 'op-new1';
const generation = generationOf(operationId);
const newServes = [`users=${generation}`, `orders=${generation}`];
const oldServes = [`users=${oldGeneration}`, `orders=${oldGeneration}`];

/** The code with which an update was refused, or `accepted`. */
async function answerOf(handle: WorkflowHandle, update: string, input?: object): Promise<string> {
  try {
    await (input === undefined ? handle.executeUpdate(update) : handle.executeUpdate(update, { args: [input] }));
    return 'accepted';
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    return error.cause instanceof ApplicationFailure ? (error.cause.type ?? '') : String(error.cause);
  }
}

async function updateEvents(handle: WorkflowHandle): Promise<number> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).filter(({ workflowExecutionUpdateAcceptedEventAttributes: accepted }) => Boolean(accepted))
    .length;
}

describe('the updates of a refresh', () => {
  test('pause keeps the cutover back until resume', async ({ stage }) => {
    placeImages(stage);
    placeOldGeneration(stage);
    stage.faults.before('checkImage', { nth: 1 }, async () => {
      if (!(await progressOf(handle)).paused) await handle.executeUpdate('pause');
    });
    const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name, operationId }]);
    await reachSteps(handle, ['ready', 'ready']);
    expect(await progressOf(handle)).toMatchObject({ paused: true, phase: 'preparing databases' });
    expect(serving(stage)).toEqual(oldServes);

    await handle.executeUpdate('resume');
    expect(await outcomeOf(handle)).toBe('COMPLETED');
    expect(serving(stage)).toEqual(newServes);
  });

  test('a paused refresh that is cancelled clears up', async ({ stage }) => {
    placeImages(stage);
    placeOldGeneration(stage);
    const before = stage.world.view();
    stage.faults.before('checkImage', { nth: 1 }, async () => {
      if (!(await progressOf(handle)).paused) await handle.executeUpdate('pause');
    });
    const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name }]);
    await reachSteps(handle, ['ready', 'ready']);
    await handle.cancel();
    expect(await outcomeOf(handle)).toBe('CANCELED');
    expect(stage.world.view()).toEqual(before);
  });

  test('skipDatabase stops one that is being prepared and goes on with the others', async ({ stage }) => {
    placeImages(stage);
    placeOldGeneration(stage);
    const database = `users-${stage.id}`;
    stage.faults.before('restoreInstance', { about: database }, () =>
      handle.executeUpdate('skipDatabase', { args: [{ database }] }),
    );
    const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name, operationId }]);
    const { databases } = await handle.result();
    expect(databases.map(({ step }) => step)).toEqual(['skipped', 'serving']);
    expect(serving(stage)).toEqual([`users=${oldGeneration}`, `orders=${generation}`]);
    expect(instances(stage)).toEqual([
      `orders ${oldGeneration} fenced to be retired`,
      `orders ${generation} application`,
      `users ${oldGeneration} application`,
    ]);
  });

  test.for(['while others are prepared', 'while the refresh is paused'])(
    'skipDatabase leaves out one that is ready: %s',
    async (when, { stage }) => {
      placeImages(stage);
      placeOldGeneration(stage);
      const database = `users-${stage.id}`;
      const paused = when.endsWith('paused');
      const skip = () => handle.executeUpdate('skipDatabase', { args: [{ database }] });
      stage.faults.before('checkHealth', { about: `orders-${stage.id}` }, async (attempt) => {
        if (attempt > 1) return;
        await reachSteps(handle, ['ready', 'preparing']);
        await (paused ? handle.executeUpdate('pause') : skip());
      });
      const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name, operationId }]);
      if (paused) {
        await reachSteps(handle, ['ready', 'ready']);
        await skip();
        await handle.executeUpdate('resume');
      }
      const { databases } = await handle.result();
      expect(databases.map(({ step }) => step)).toEqual(['skipped', 'serving']);
      expect(serving(stage)).toEqual([`users=${oldGeneration}`, `orders=${generation}`]);
      expect(instances(stage)).toEqual([
        `orders ${oldGeneration} fenced to be retired`,
        `orders ${generation} application`,
        `users ${oldGeneration} application`,
      ]);
    },
  );

  test('approveCutover lets the new generation serve, and nothing else does', async ({ stage }) => {
    placeImages(stage);
    placeOldGeneration(stage);
    requireApproval(stage);
    const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name, operationId }]);
    await reach(handle, 'waiting for approval');
    expect(serving(stage)).toEqual(oldServes);
    expect(await answerOf(handle, 'approveCutover')).toBe('accepted');
    expect(await outcomeOf(handle)).toBe('COMPLETED');
    expect(serving(stage)).toEqual(newServes);
  });

  test('a refusal says why and leaves no event in the history', async ({ stage }) => {
    const handle = await holdEnvironment(stage);
    expect(await answerOf(handle, 'resume')).toBe('InvalidInput');
    expect(await answerOf(handle, 'skipDatabase', { database: 'users' })).toBe('InvalidInput');
    expect(await answerOf(handle, 'skipDatabase')).toBe('InvalidInput');
    expect(await updateEvents(handle)).toBe(0);

    expect(await answerOf(handle, 'pause')).toBe('accepted');
    expect(await answerOf(handle, 'pause')).toBe('InvalidInput');
    expect(await answerOf(handle, 'resume')).toBe('accepted');
    expect(await answerOf(handle, 'approveCutover')).toBe('accepted');
    expect(await outcomeOf(handle)).toBe('COMPLETED');
    expect(await updateEvents(handle)).toBe(3);
  });

  test('skipDatabase refuses a database that the refresh does not have', async ({ stage }) => {
    placeImages(stage);
    const answers: string[] = [];
    stage.faults.before('checkHealth', { about: `users-${stage.id}` }, async () => {
      answers.push(await answerOf(handle, 'skipDatabase', { database: 'nobody' }));
      answers.push(await answerOf(handle, 'approveCutover'));
    });
    const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name }]);
    expect(await outcomeOf(handle)).toBe('COMPLETED');
    expect(answers).toEqual(['InvalidInput', 'InvalidInput']);
    expect(await updateEvents(handle)).toBe(0);
  });
});

import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { describe, expect } from 'vitest';
import { leaseId } from '../../domain/messages/lease.js';
import { outcomeOf } from './support/outcome.js';
import { askForNothingButApproval, holdEnvironment, reach } from './support/progress.js';
import { placeImages, placeOldGeneration } from './support/scenery.js';
import { test, type Stage } from './support/stage.js';

const leaseOf = ({ client, fleet }: Stage): WorkflowHandle =>
  client.workflow.getHandle(leaseId(fleet.environment.name));

async function statusOf(handle: WorkflowHandle): Promise<string> {
  return (await handle.describe()).status.name;
}

/** Refreshes the environment and lets it cut over; the outcome tells whether the environment was free. */
async function tryToHold(stage: Stage): Promise<string> {
  const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name }]);
  const result = outcomeOf(handle);
  const held = reach(handle, 'waiting for approval').then(() => handle.executeUpdate('approveCutover'));
  return Promise.race([result, held.then(() => result)]);
}

/** Resets a workflow to the end of a workflow task: the first, the last one before now, or one before an activity. */
async function reset(
  stage: Stage,
  workflowId: string,
  to: 'first' | 'last' | { before: string },
): Promise<WorkflowHandle> {
  const { events } = await stage.client.workflow.getHandle(workflowId).fetchHistory();
  const ends = (events ?? []).filter(({ workflowTaskCompletedEventAttributes: ended }) => Boolean(ended));
  const scheduled = (events ?? []).findIndex(
    ({ activityTaskScheduledEventAttributes: activity }) =>
      typeof to === 'object' && activity?.activityType?.name === to.before,
  );
  const earlier = ends.filter((event) => (events ?? []).indexOf(event) < scheduled);
  const end = to === 'first' ? ends[0] : to === 'last' ? ends.at(-1) : earlier.at(-1);
  const eventId = end?.eventId ?? undefined;
  if (eventId === undefined) throw new Error(`${workflowId} has no finished workflow task.`);
  await stage.client.workflowService.resetWorkflowExecution({
    namespace: stage.client.options.namespace,
    workflowExecution: { workflowId },
    reason: 'a test',
    requestId: randomUUID(),
    workflowTaskFinishEventId: eventId,
  });
  return stage.client.workflow.getHandle(workflowId);
}

describe('the lease of an environment', () => {
  test.for([2, 5])('is won by one of %d that start together', async (count, { stage }) => {
    askForNothingButApproval(stage);
    const account = stage.fleet.environment.name;
    const handles = await Promise.all(
      Array.from({ length: count }, () => stage.start('refreshEnvironment', [{ account }])),
    );
    const outcomes = handles.map((handle) => outcomeOf(handle));
    await expect
      .poll(async () => (await Promise.all(handles.map(statusOf))).filter((status) => status === 'RUNNING'), {
        timeout: 60_000,
      })
      .toHaveLength(1);
    const { memo } = await leaseOf(stage).describe();
    const winner = handles.find(({ workflowId }) => workflowId === memo?.['holder']);
    if (winner === undefined) throw new Error('The lease names none of the refreshes as its holder.');
    await reach(winner, 'waiting for approval');
    await winner.executeUpdate('approveCutover');
    expect((await Promise.all(outcomes)).toSorted()).toEqual([
      'COMPLETED',
      ...Array<string>(count - 1).fill('LeaseHeld'),
    ]);
  });

  test.for(['approve', 'cancel', 'terminate'] as const)('is free after its holder: %s', async (how, { stage }) => {
    const holder = await holdEnvironment(stage);
    if (how === 'approve') await holder.executeUpdate('approveCutover');
    else await holder[how]();
    expect(await outcomeOf(holder)).toBe({ approve: 'COMPLETED', cancel: 'CANCELED', terminate: 'TERMINATED' }[how]);
    await leaseOf(stage).result();
    expect(await tryToHold(stage)).toBe('COMPLETED');
  });

  test('is free after a holder that failed', async ({ stage }) => {
    stage.faults.fail('planImages', { nth: 1 });
    const account = stage.fleet.environment.name;
    expect(await outcomeOf(await stage.start('refreshEnvironment', [{ account }]))).toBe('ResourceFailed');
    expect(await statusOf(leaseOf(stage))).toBe('COMPLETED');
  });

  test('passes over to one that comes right after a terminated holder', async ({ stage }) => {
    const holder = await holdEnvironment(stage);
    await holder.terminate();
    expect(await tryToHold(stage)).toBe('COMPLETED');
  });

  test('stays held until a cancelled holder has cleared up', async ({ stage }) => {
    placeImages(stage);
    placeOldGeneration(stage);
    const during: string[] = [];
    stage.faults.before('checkHealth', { nth: 1 }, () => holder.cancel());
    stage.faults.before('deleteInstance', {}, async () => during.push(await statusOf(leaseOf(stage))));
    const holder = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name }]);
    expect(await outcomeOf(holder)).toBe('CANCELED');
    expect(during.length).toBeGreaterThan(0);
    expect(new Set(during)).toEqual(new Set(['RUNNING']));
    await leaseOf(stage).result();
  });

  test.for(['first', 'last'] as const)('survives a reset of its holder to the %s task', async (to, { stage }) => {
    const { workflowId } = await holdEnvironment(stage);
    const again = await reset(stage, workflowId, to);
    await reach(again, 'waiting for approval');
    expect(await statusOf(leaseOf(stage))).toBe('RUNNING');
    const other = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name }]);
    expect(await outcomeOf(other)).toBe('LeaseHeld');

    await again.executeUpdate('approveCutover');
    expect(await outcomeOf(again)).toBe('COMPLETED');
    expect(await tryToHold(stage)).toBe('COMPLETED');
  });

  test('is missed by a finished holder that is reset to before its cutover, which then harms nothing', async ({
    stage,
  }) => {
    placeImages(stage);
    placeOldGeneration(stage);
    const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name }]);
    await handle.result();
    await leaseOf(stage).result();
    const before = stage.world.view();
    const again = await reset(stage, handle.workflowId, { before: 'describeLease' });
    expect(await outcomeOf(again)).toBe('LeaseLost');
    expect(stage.world.view()).toEqual(before);
  });

  test.for(['terminate', 'cancel'] as const)('stops its holder when somebody ends it: %s', async (how, { stage }) => {
    placeImages(stage);
    placeOldGeneration(stage);
    const before = stage.world.view();
    const { environment } = stage.fleet;
    stage.fleet.environment = { ...environment, cutover: { ...environment.cutover, approval: true } };
    const holder = await stage.start('refreshEnvironment', [{ account: environment.name }]);
    await reach(holder, 'waiting for approval');
    await leaseOf(stage)[how]();
    expect(await outcomeOf(holder)).toBe('LeaseLost');
    expect(stage.world.view()).toEqual(before);
  });
});

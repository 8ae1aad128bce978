import { WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect } from 'vitest';
import { deletes, updates, type FakeStack } from './support/cloud/stack-activities.js';
import { outcomeOf } from './support/outcome.js';
import { placeImages } from './support/scenery.js';
import { reachApproval, reachStep, spawned, spawnProgressOf, stackNames, stagedStacks } from './support/spawning.js';
import { test, type Stage } from './support/stage.js';

const proof = 'arn:aws:sts::111111111111:assumed-role/Engineer/alice';

function stackOf({ world }: Stage, name: string): FakeStack {
  const found = world.stacks.find(({ slice }) => slice.name === name);
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
}

function askAlways(stage: Stage): void {
  stage.fleet.spawn = { ...stage.fleet.spawn, approval: 'always' };
}

/** The code with which an update was refused, or `accepted`. */
async function answerOf(handle: WorkflowHandle, update: string, input: object): Promise<string> {
  try {
    await handle.executeUpdate(update, { args: [input] });
    return 'accepted';
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    return error.cause instanceof ApplicationFailure ? (error.cause.type ?? '') : String(error.cause);
  }
}

function applied({ world }: Stage): string[] {
  return world.effects.filter((effect) => effect.startsWith('apply'));
}

describe('the plans of a spawn', () => {
  test('wait for a person when they delete something', async ({ stage }) => {
    const { data } = stagedStacks(stage);
    stackOf(stage, data).pending = deletes;
    const handle = await spawned(stage);
    const digest = await reachApproval(handle);
    await reachStep(handle, data, 'waiting for approval');
    expect(applied(stage)).not.toContain(`apply ${data}`);
    expect((await spawnProgressOf(handle)).approvals[0]?.plans).toMatchObject([{ stack: data, summary: deletes }]);
    expect(await answerOf(handle, 'approve', { digest, proof })).toBe('accepted');
    expect(await outcomeOf(handle)).toBe('COMPLETED');
    expect((await spawnProgressOf(handle)).decisions).toMatchObject([{ by: proof, verified: true, digest }]);
  });

  test('share one approval when all of them only create, and the configurations stay the same', async ({ stage }) => {
    askAlways(stage);
    stagedStacks(stage);
    const handle = await spawned(stage);
    const digest = await reachApproval(handle);
    expect(applied(stage)).toEqual([]);
    await answerOf(handle, 'approve', { digest, proof });
    await handle.result();
    expect(applied(stage)).toEqual(stackNames(stage).map((name) => `apply ${name}`));
    expect(stage.faults.calls.filter((call) => call === 'requestApproval')).toHaveLength(1);
  });

  test('are not covered by an earlier approval when they change what is there', async ({ stage }) => {
    askAlways(stage);
    const { data } = stagedStacks(stage);
    stackOf(stage, data).pending = updates;
    const handle = await spawned(stage);
    await answerOf(handle, 'approve', { digest: await reachApproval(handle), proof });
    await reachStep(handle, data, 'waiting for approval');
    await answerOf(handle, 'approve', { digest: await reachApproval(handle), proof });
    expect(await outcomeOf(handle)).toBe('COMPLETED');
    expect(stage.faults.calls.filter((call) => call === 'requestApproval')).toHaveLength(2);
  });

  test('wait for nobody in an environment that approves everything', async ({ stage }) => {
    stage.fleet.spawn = { ...stage.fleet.spawn, approval: 'auto' };
    const { data } = stagedStacks(stage);
    stackOf(stage, data).pending = deletes;
    expect(await outcomeOf(await spawned(stage))).toBe('COMPLETED');
    expect(stage.faults.calls).not.toContain('requestApproval');
  });

  test('are not applied once a person rejects them', async ({ stage }) => {
    askAlways(stage);
    stagedStacks(stage);
    const handle = await spawned(stage);
    const digest = await reachApproval(handle);
    expect(await answerOf(handle, 'reject', { digest })).toBe('InvalidInput');
    expect(await answerOf(handle, 'reject', { digest, reason: 'not today' })).toBe('accepted');
    expect(await outcomeOf(handle)).toBe('ApprovalRejected');
    expect(applied(stage)).toEqual([]);
  });

  test('are approved by their digest, with a genuine proof, and once', async ({ stage }) => {
    askAlways(stage);
    stagedStacks(stage);
    const handle = await spawned(stage);
    const digest = await reachApproval(handle);
    expect(await answerOf(handle, 'approve', { digest })).toBe('InvalidInput');
    expect(await answerOf(handle, 'approve', { digest, by: 'alice' })).toBe('InvalidInput');
    expect(await answerOf(handle, 'approve', { digest: 'another', proof })).toBe('InvalidInput');
    expect(await answerOf(handle, 'approve', { digest, proof: 'forged' })).toBe('ApprovalInvalid');
    expect(applied(stage)).toEqual([]);
    expect(await answerOf(handle, 'approve', { digest, proof })).toBe('accepted');
    expect(await outcomeOf(handle)).toBe('COMPLETED');
  });

  test('need no proof where the fleet trusts everybody in the namespace', async ({ stage }) => {
    askAlways(stage);
    stage.fleet.spawn = { ...stage.fleet.spawn, proof: false };
    stagedStacks(stage);
    const handle = await spawned(stage);
    expect(await answerOf(handle, 'approve', { digest: await reachApproval(handle), by: 'alice' })).toBe('accepted');
    await handle.result();
    expect((await spawnProgressOf(handle)).decisions).toMatchObject([{ by: 'alice', verified: false }]);
  });

  test('that became others after the approval wait for another one', async ({ stage }) => {
    const { data } = stagedStacks(stage);
    stackOf(stage, data).pending = deletes;
    stage.faults.before('applyStack', { about: `"digest":"${data}@0` }, () => {
      stackOf(stage, data).serial = 7;
    });
    const handle = await spawned(stage);
    const first = await reachApproval(handle);
    await answerOf(handle, 'approve', { digest: first, proof });
    await expect.poll(() => reachApproval(handle), { timeout: 60_000 }).not.toBe(first);
    expect(applied(stage)).not.toContain(`apply ${data}`);
    expect(await answerOf(handle, 'approve', { digest: first, proof })).toBe('InvalidInput');
    await answerOf(handle, 'approve', { digest: await reachApproval(handle), proof });
    expect(await outcomeOf(handle)).toBe('COMPLETED');
    expect(applied(stage)).toContain(`apply ${data}`);
  });
});

describe('a step of a spawn that fails', () => {
  test('is offered to a person, who lets it be tried again', async ({ stage }) => {
    const { network } = stagedStacks(stage);
    stage.faults.fail('applyStack', { about: `"digest":"${network}` });
    const handle = await spawned(stage);
    const { detail } = await reachStep(handle, network, 'failed');
    expect(detail).toMatch(/^ResourceFailed: /);
    expect(await answerOf(handle, 'retryStep', { step: 'another' })).toBe('InvalidInput');
    stage.faults.clear();
    expect(await answerOf(handle, 'retryStep', { step: network })).toBe('accepted');
    expect(await outcomeOf(handle)).toBe('COMPLETED');
  });

  test('ends the spawn when it is given up, and leaves what was made', async ({ stage }) => {
    const { roles, network } = stagedStacks(stage);
    stage.faults.fail('applyStack', { about: `"digest":"${network}` });
    const handle = await spawned(stage);
    await reachStep(handle, network, 'failed');
    expect(await answerOf(handle, 'abandon', { reason: 'wrong blueprint' })).toBe('accepted');
    expect(await outcomeOf(handle)).toBe('Abandoned');
    expect(applied(stage)).toEqual([`apply ${roles}`]);
  });

  test('can be left out when it is a hook', async ({ stage }) => {
    stagedStacks(stage);
    const hook = { name: 'seed', run: ['./seed.sh'], timeoutMs: 60_000 };
    stage.fleet.spawn = { ...stage.fleet.spawn, hooks: { preDeploy: [], postDeploy: [hook] } };
    stage.faults.fail('runDeployHook', {}, 'HookFailed');
    const handle = await spawned(stage);
    await reachStep(handle, 'hook seed', 'failed');
    expect(await answerOf(handle, 'skipHook', { hook: 'seed' })).toBe('accepted');
    const { steps } = await handle.result();
    expect(steps.find(({ name }) => name === 'hook seed')).toMatchObject({ state: 'skipped' });
  });
});

describe('an environment with databases', () => {
  test('is filled at the end, under the lease of the spawn', async ({ stage }) => {
    stagedStacks(stage);
    placeImages(stage, { users: 3_600_000 });
    stage.fleet.spawn = { ...stage.fleet.spawn, hasDatabases: true };
    const handle = await spawned(stage);
    const { refresh } = await handle.result();
    expect(refresh).toMatchObject({ generation: expect.stringMatching(/^\d{8}-/) as string });
    expect([...stage.world.records.values()]).toHaveLength(2);
    const again = await (await spawned(stage)).result();
    expect(again.refresh).toBeUndefined();
  });

  test('stays when its first refresh fails', async ({ stage }) => {
    stagedStacks(stage);
    placeImages(stage);
    stage.fleet.spawn = { ...stage.fleet.spawn, hasDatabases: true };
    stage.faults.fail('checkHealth', {}, 'HealthCheckFailed');
    const { refresh, notes } = await (await spawned(stage)).result();
    expect(refresh).toMatchObject({ error: expect.stringMatching(/^RefreshFailed: /) as string });
    expect(notes).toHaveLength(1);
  });
});

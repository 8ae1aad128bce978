/*
 * Law 8: one operation at a time on an environment. To break it: hold the lease by the run and not by the operation (a
 * reset frees it), let it go before the cleanup is done (a cancellation does), take it after the first effect, or key it
 * by a workflow id that the starter chooses.
 *
 * The attack: several refreshes under other ids, one as a schedule names it, and a rollback, all while one refresh waits
 * for its approval; then resets, a cancellation, and the end of the lease by force.
 */
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leaseId } from '../../domain/messages/lease.js';
import type { AccountDescription } from '../../sandbox/runtime/description.js';
import { waitUntil } from '../../sandbox/runtime/wait-until.js';
import type * as workflows from '../../workflows/index.js';
import { signIn } from './support/administrator.js';
import { failureOf } from './support/failure-of.js';
import type { Document } from './support/fleet-directory.js';
import { takeInventory } from './support/inventory.js';
import { resetOperation } from './support/reset-operation.js';
import { newOperationId, setStage, type Stage } from './support/stage.js';
import { quickAccount } from './support/the-job.js';
import { patienceMs, witnessedRun } from './support/witnessed-run.js';

type Refresh = WorkflowHandle<(typeof workflows)['refreshEnvironment']>;

const testTimeoutMs = 120_000;
let stage: Stage;

beforeAll(async () => {
  // Its images are used here: this law is about environments.
  await witnessedRun();
  stage = await setStage('one', { environments: { a: approvedAccount, b: approvedAccount } });
}, patienceMs);
afterAll(() => stage.close());

/** One database, whose cutover waits for a person: a refresh that holds its environment for as long as a test wants. */
function approvedAccount(account: Document): void {
  quickAccount(account);
  const databases = account['databases'] as Document;
  databases['include'] = ['orders'];
  databases['cutover'] = { ...(databases['cutover'] as Document), approval: true };
  account['hooks'] = {};
}

function environment(name: 'a' | 'b'): AccountDescription {
  return stage.environments[name] as AccountDescription;
}

function refresh(name: 'a' | 'b', more: { onBusy?: 'skip'; operationId?: string } = {}, id?: string): Promise<Refresh> {
  return stage.start('refreshEnvironment', { account: environment(name).name, ...more }, id);
}

async function waitsForApproval(handle: Refresh): Promise<boolean> {
  return (await handle.query<{ phase: string }>('progress')).phase === 'waiting for approval';
}

async function untilApprovalIsAsked(handle: Refresh): Promise<void> {
  await waitUntil(() => waitsForApproval(handle), {
    what: 'the refresh to ask for approval',
    timeoutMs: testTimeoutMs,
  });
}

/** How many restores anybody has asked for in an environment: each refresh of it asks for one. */
async function restoresIn(name: 'a' | 'b'): Promise<number> {
  const calls = await stage.sandbox.client.calls({
    account: environment(name).id,
    action: 'RestoreDBInstanceFromDBSnapshot',
  });
  return calls.length;
}

async function instancesIn(name: 'a' | 'b'): Promise<string[]> {
  const items = await takeInventory(await signIn(stage.sandbox, environment(name).name));
  return items.filter(({ type }) => type !== 'secret' && type !== 'record').map(({ id }) => id);
}

async function statusOf(workflowId: string): Promise<string> {
  return (await stage.client.workflow.getHandle(workflowId).describe()).status.name;
}

async function onlyOpen(refreshes: readonly Refresh[]): Promise<Refresh[]> {
  const states = await Promise.all(refreshes.map(({ workflowId }) => statusOf(workflowId)));
  return refreshes.filter((_, index) => states[index] === 'RUNNING');
}

async function untilFree(name: 'a' | 'b'): Promise<void> {
  await waitUntil(async () => (await statusOf(leaseId(environment(name).name))) !== 'RUNNING', {
    what: 'the lease to end',
    timeoutMs: testTimeoutMs,
  });
}

describe('while one refresh holds the environment', () => {
  let holder: Refresh;

  beforeAll(async () => {
    const racers = await Promise.all([refresh('a'), refresh('a'), refresh('a')]);
    let open: Refresh[] = racers;
    await waitUntil(async () => (open = await onlyOpen(open)).length === 1, {
      what: 'all but one of the refreshes to end',
      timeoutMs: testTimeoutMs,
    });
    holder = open[0] as Refresh;
    await untilApprovalIsAsked(holder);
    for (const racer of racers.filter((one) => one !== holder)) {
      expect(await failureOf(racer)).toContain(`LeaseHeld: ${environment('a').name} is held by ${holder.workflowId}`);
    }
  }, testTimeoutMs);

  test('others that start at the same moment fail, and only one restores anything', async () => {
    expect(await restoresIn('a')).toBe(1);
  });

  test('a scheduled one skips and says who holds it', async () => {
    const scheduled = `refresh/${environment('a').name}-${new Date().toISOString()}`;
    const { skipped } = await (await refresh('a', { onBusy: 'skip' }, scheduled)).result();
    expect(skipped).toEqual({ holder: holder.workflowId });
  });

  test('a rollback fails', async () => {
    const rollback = await stage.start('rollbackEnvironment', { account: environment('a').name });
    expect(await failureOf(rollback)).toContain('LeaseHeld');
  });

  test.each(['last', 'first'] as const)('a reset of it to its %s task keeps the lease', async (point) => {
    const { runId } = await holder.describe();
    await resetOperation(stage.client, holder.workflowId, point);
    // By id: the run that goes on is another one.
    holder = stage.client.workflow.getHandle(holder.workflowId);
    await untilApprovalIsAsked(holder);
    expect((await holder.describe()).runId).not.toBe(runId);
    expect(await failureOf(await refresh('a'))).toContain('LeaseHeld');
    expect(await restoresIn('a')).toBe(1);
  });

  test('it finishes, and then the environment is free', async () => {
    await holder.executeUpdate('approveCutover');
    expect((await holder.result()).databases).toMatchObject([{ database: 'orders', step: 'serving' }]);
    await untilFree('a');
  });
});

test('a cancelled refresh clears up before the environment is free', { timeout: testTimeoutMs }, async () => {
  const operationId = newOperationId();
  const before = await instancesIn('a');
  const cancelled = await refresh('a', { operationId });
  await untilApprovalIsAsked(cancelled);
  expect(await instancesIn('a')).not.toEqual(before);
  await cancelled.cancel();
  await untilFree('a');
  expect(await instancesIn('a')).toEqual(before);
  await expect(cancelled.result()).rejects.toThrow();
  expect(await statusOf(cancelled.workflowId)).toBe('CANCELLED');
});

test('a refresh whose lease somebody ends stops and clears up', { timeout: testTimeoutMs }, async () => {
  const before = await instancesIn('a');
  const robbed = await refresh('a');
  await untilApprovalIsAsked(robbed);
  await stage.client.workflow.getHandle(leaseId(environment('a').name)).terminate('by force');
  expect(await failureOf(robbed)).toContain('LeaseLost');
  expect(await instancesIn('a')).toEqual(before);
});

test('the count bites: refreshes of two environments run at once', { timeout: testTimeoutMs }, async () => {
  const counted = async () => (await restoresIn('a')) + (await restoresIn('b'));
  const before = await counted();
  const both = await Promise.all([refresh('a'), refresh('b')]);
  await Promise.all(both.map(untilApprovalIsAsked));
  expect(await counted()).toBe(before + 2);
  await Promise.all(both.map((one) => one.cancel()));
  for (const one of both) await expect(one.result()).rejects.toThrow();
});

import { Client, Connection } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { applySchedules } from '../../cli/operations/schedules/apply-schedules.js';
import { listSchedules } from '../../cli/operations/schedules/list-schedules.js';
import { pauseSchedule, resumeSchedule, triggerSchedule } from '../../cli/operations/schedules/run-schedules.js';
import { describeSchedule } from '../../cli/operations/schedules/schedule-store.js';
import { requireFleet } from '../../config/require-fleet.js';
import type { Fleet } from '../../domain/fleet/fleet.js';
import { startTemporalServer, type TemporalServer } from '../workflow/support/temporal-server.js';

let server: TemporalServer;
let connection: Connection;
let client: Client;
let acme: Fleet;

beforeAll(async () => {
  acme = await requireFleet('examples/acme');
  server = await startTemporalServer();
  connection = await Connection.connect({ address: server.address });
  client = new Client({ connection, namespace: server.namespace });
});
afterEach(async () => {
  for (const id of ['refresh/qa1', 'refresh/theirs', 'reap', 'expire', 'drift']) {
    await client.schedule
      .getHandle(id)
      .delete()
      .catch(() => undefined);
  }
  // The server's list lags behind; what one test made must not be seen by the next.
  await expect.poll(listed).toEqual([]);
});
afterAll(async () => {
  await connection?.close();
  await server?.stop();
});

async function listed(): Promise<string[]> {
  const ids: string[] = [];
  for await (const { scheduleId } of client.schedule.list()) ids.push(scheduleId);
  return ids;
}

const actions = async (fleet: Fleet, dryRun = false) =>
  Object.fromEntries((await applySchedules(client, fleet, dryRun)).map(({ id, action }) => [id, action]));

function withCron(cron: string, timezone = 'Europe/Berlin'): Fleet {
  const fleet = structuredClone(acme);
  fleet.accounts['qa1']!.databases!.refresh = { cron, timezone, catchUp: 3_600_000 };
  return fleet;
}

test('creates what the fleet asks for, once', async () => {
  expect(await actions(acme)).toEqual({ 'refresh/qa1': 'create', reap: 'create', expire: 'create', drift: 'create' });
  expect(await actions(acme)).toEqual({ 'refresh/qa1': 'keep', reap: 'keep', expire: 'keep', drift: 'keep' });
  const refresh = await describeSchedule(client, 'refresh/qa1');
  expect(refresh?.action).toMatchObject({
    workflowType: 'refreshEnvironment',
    workflowId: 'refresh/qa1',
    taskQueue: 'backlot',
    args: [{ account: 'qa1', onBusy: 'skip', requestedBy: 'schedule' }],
  });
  expect(refresh?.policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 3_600_000 });
  expect(refresh?.spec.timezone).toBe('Europe/Berlin');
  const next = refresh?.info.nextActionTimes[0];
  expect(
    new Intl.DateTimeFormat('en', { timeZone: 'Europe/Berlin', hour: 'numeric', hourCycle: 'h23' }).format(next),
  ).toBe('03');
});

test('changes nothing on a dry run', async () => {
  expect(await actions(acme, true)).toEqual({
    'refresh/qa1': 'create',
    reap: 'create',
    expire: 'create',
    drift: 'create',
  });
  expect(await describeSchedule(client, 'refresh/qa1')).toBeUndefined();
});

test('updates what differs and leaves a paused schedule paused', async () => {
  await applySchedules(client, acme, false);
  await client.schedule.getHandle('refresh/qa1').pause('load test');
  const changes = await applySchedules(client, withCron('30 4 * * mon-fri'), false);
  expect(changes).toContainEqual({
    id: 'refresh/qa1',
    action: 'update',
    differences: ['cron 0 3 * * * → 30 4 * * mon-fri'],
  });
  const updated = await describeSchedule(client, 'refresh/qa1');
  expect(updated?.state).toMatchObject({ paused: true, note: 'load test' });
  expect(await actions(withCron('30 4 * * mon-fri'))).toMatchObject({ 'refresh/qa1': 'keep' });
});

test('sees what somebody changed by hand, and puts it right', async () => {
  await applySchedules(client, acme, false);
  await client.schedule.getHandle('refresh/qa1').update(({ action, policies, state }) => ({
    spec: { calendars: [{ hour: 5 }], timezone: 'UTC' },
    action: { ...action, args: [{ account: 'qa1' }] },
    policies: { ...policies, overlap: 'ALLOW_ALL' },
    state,
  }));
  const refresh = (await applySchedules(client, acme, false)).find(({ id }) => id === 'refresh/qa1');
  expect(refresh?.action).toBe('update');
  expect(refresh?.differences.map((difference) => difference.split(' ')[0])).toEqual([
    'cron',
    'timezone',
    'overlap',
    'input',
  ]);
  expect(await actions(acme)).toMatchObject({ 'refresh/qa1': 'keep' });
});

test('deletes what the fleet no longer asks for, and nothing of others', async () => {
  await applySchedules(client, acme, false);
  await client.schedule.create({
    scheduleId: 'refresh/theirs',
    spec: { cronExpressions: ['0 1 * * *'] },
    action: { type: 'startWorkflow', workflowType: 'refreshEnvironment', taskQueue: 'backlot' },
    memo: { backlotOrganization: 'globex' },
  });
  const fleet = structuredClone(acme);
  delete fleet.accounts['qa1']!.databases!.refresh;
  await expect
    .poll(() => actions(fleet, true))
    .toEqual({ 'refresh/qa1': 'delete', reap: 'keep', expire: 'keep', drift: 'keep' });
  await applySchedules(client, fleet, false);
  expect(await describeSchedule(client, 'refresh/qa1')).toBeUndefined();
  expect(await describeSchedule(client, 'refresh/theirs')).toBeDefined();
});

test('refuses to take over a schedule that somebody else made, and changes nothing then', async () => {
  await client.schedule.create({
    scheduleId: 'refresh/qa1',
    spec: { cronExpressions: ['0 1 * * *'] },
    action: { type: 'startWorkflow', workflowType: 'theirs', taskQueue: 'theirs' },
  });
  expect(await actions(acme)).toEqual({ 'refresh/qa1': 'refuse', reap: 'create', expire: 'create', drift: 'create' });
  expect((await describeSchedule(client, 'refresh/qa1'))?.action.workflowType).toBe('theirs');
  expect(await describeSchedule(client, 'reap')).toBeUndefined();
});

test('a schedule is paused with a note and resumed', async () => {
  await applySchedules(client, acme, false);
  const refresh = async () => (await listSchedules(client)).find(({ id }) => id === 'refresh/qa1');
  expect(await pauseSchedule(client, 'qa1', 'load test')).toBe('refresh/qa1');
  await expect.poll(refresh).toMatchObject({ paused: true, note: 'load test', cron: '0 3 * * *' });
  expect(await refresh()).not.toHaveProperty('nextRun');
  await resumeSchedule(client, 'qa1', 'done');
  expect(await refresh()).toMatchObject({ paused: false, nextRun: expect.stringMatching(/^\d{4}-.*Z$/) as string });
});

test('a schedule is triggered, but not while its last run goes on', async () => {
  await applySchedules(client, acme, false);
  expect(await triggerSchedule(client, 'reap')).toBe('reap');
  const running = async () => (await describeSchedule(client, 'reap'))?.info.runningActions ?? [];
  await expect.poll(running).toHaveLength(1);
  const { workflowId } = (await running())[0]!.workflow;
  expect(workflowId).toMatch(/^reap-\d{4}-/);
  await expect(triggerSchedule(client, 'reap')).rejects.toMatchObject({ code: 'LeaseHeld' });
  expect(await pauseSchedule(client, 'expire', 'audit')).toBe('expire');
  await client.workflow.getHandle(workflowId).terminate();
});

test('a schedule that does not exist is named with how to make it', async () => {
  await expect(triggerSchedule(client, 'qa1')).rejects.toMatchObject({
    code: 'NotFound',
    message: expect.stringContaining('backlot schedule apply') as string,
  });
  await expect(triggerSchedule(client, 'expire')).rejects.toMatchObject({
    code: 'NotFound',
    message: expect.stringContaining('Set expires in an account file') as string,
  });
});

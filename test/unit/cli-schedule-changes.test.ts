import { beforeAll, describe, expect, test } from 'vitest';
import { compareSchedules } from '../../cli/operations/schedules/compare-schedules.js';
import { renderChanges } from '../../cli/operations/schedules/render-schedules.js';
import type { FoundSchedule, ScheduleDefinition } from '../../cli/operations/schedules/schedule.js';
import { wantedSchedules } from '../../cli/operations/schedules/wanted-schedules.js';
import { requireFleet } from '../../config/require-fleet.js';
import type { Fleet } from '../../domain/fleet/fleet.js';

let fleet: Fleet;
let wanted: ScheduleDefinition[];

beforeAll(async () => {
  fleet = await requireFleet('examples/acme');
  wanted = wantedSchedules(fleet);
});

const ours = (definition: ScheduleDefinition, organization = 'acme'): FoundSchedule => ({ definition, organization });
const refresh = (): ScheduleDefinition => wanted.find(({ id }) => id === 'refresh/qa1')!;
const actions = (found: readonly FoundSchedule[]) =>
  Object.fromEntries(compareSchedules('acme', wanted, found).map(({ id, action }) => [id, action]));

describe('the schedules that a fleet asks for', () => {
  test('are one refresh for each environment that wants one, the reap, what ends environments, and the look for drift', () => {
    expect(wanted.map(({ id }) => id)).toEqual(['drift', 'expire', 'reap', 'refresh/qa1']);
    expect(refresh()).toMatchObject({
      cron: '0 3 * * *',
      timezone: 'Europe/Berlin',
      catchUpMs: 3_600_000,
      overlap: 'SKIP',
      input: [{ account: 'qa1', onBusy: 'skip' }],
    });
    const still = structuredClone(fleet);
    still.accounts['qa1']!.databases!.refresh = undefined;
    expect(wantedSchedules(still).map(({ id }) => id)).toEqual(['drift', 'expire', 'reap']);
    for (const account of Object.values(still.accounts)) account.expires = undefined;
    expect(wantedSchedules(still).map(({ id }) => id)).toEqual(['drift', 'reap']);
    still.accounts = {};
    expect(wantedSchedules(still).map(({ id }) => id)).toEqual(['reap']);
  });

  test('look for drift everywhere, once a night', () => {
    expect(wanted.find(({ id }) => id === 'drift')).toMatchObject({
      cron: '37 4 * * *',
      workflow: 'detectDrift',
      workflowId: 'drift',
      overlap: 'SKIP',
      input: [{ requestedBy: 'schedule' }],
    });
  });

  test('run what ends environments apart from the reap: neither can hinder the other', () => {
    const [expire, reap] = ['expire', 'reap'].map((id) => wanted.find((schedule) => schedule.id === id)!);
    expect(expire).toMatchObject({ workflow: 'expire', workflowId: 'expire', overlap: 'SKIP', input: [] });
    expect(reap).toMatchObject({ workflow: 'reap', workflowId: 'reap', input: [] });
    expect(expire?.cron).not.toBe(reap?.cron);
  });
});

describe('the changes', () => {
  test('create what is missing and keep what is right', () => {
    expect(actions([])).toEqual({ drift: 'create', expire: 'create', reap: 'create', 'refresh/qa1': 'create' });
    const kept = { drift: 'keep', expire: 'keep', reap: 'keep', 'refresh/qa1': 'keep' };
    expect(actions(wanted.map((definition) => ours(definition)))).toEqual(kept);
  });

  test.each([
    [{ cron: '0 4 * * *' }, 'cron 0 4 * * * → 0 3 * * *'],
    [{ cron: '' }, 'cron none → 0 3 * * *'],
    [{ timezone: 'UTC' }, 'timezone UTC → Europe/Berlin'],
    [{ catchUpMs: 60_000 }, 'catch-up 1m → 1h'],
    [{ overlap: 'ALLOW_ALL' }, 'overlap ALLOW_ALL → SKIP'],
    [{ workflow: 'other' }, 'workflow other → refreshEnvironment'],
    [{ workflowId: 'other' }, 'workflow id other → refresh/qa1'],
    [{ taskQueue: 'other' }, 'task queue other → backlot'],
  ] as const)('update what has %j', (difference, words) => {
    const changes = compareSchedules('acme', wanted, [ours({ ...refresh(), ...difference })]);
    expect(changes).toContainEqual({ id: 'refresh/qa1', action: 'update', differences: [words] });
  });

  test('delete ours that nobody wants, and leave others alone', () => {
    const gone = { ...refresh(), id: 'refresh/old' };
    expect(actions([ours(gone)])).toMatchObject({ 'refresh/old': 'delete' });
    expect(actions([ours(gone, 'globex')])).not.toHaveProperty('refresh/old');
    expect(actions([{ definition: gone }])).not.toHaveProperty('refresh/old');
  });

  test('refuse a wanted id that is somebody else’s, and say whose', () => {
    expect(actions([{ definition: refresh() }])).toMatchObject({ 'refresh/qa1': 'refuse' });
    const lines = renderChanges(compareSchedules('acme', wanted, [ours(refresh(), 'globex')]), false);
    expect(lines).toEqual([
      'create  drift        37 4 * * * UTC',
      'create  expire       47 * * * * UTC',
      'create  reap         17 * * * * UTC',
      'refuse  refresh/qa1  it was made for organisation globex',
      expect.stringContaining('Nothing was changed'),
    ]);
  });
});

test('a dry run says what would be done, a run what was', () => {
  const changes = compareSchedules('acme', wanted, []);
  expect(renderChanges(changes, true).at(-1)).toBe('Nothing was changed.');
  expect(renderChanges(changes, false)[0]).toMatch(/^created {2}drift/);
});

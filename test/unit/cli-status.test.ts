import { describe, expect, test } from 'vitest';
import { expiriesAfter } from '../../cli/operations/status/expiries.js';
import { renderStatus } from '../../cli/operations/status/render-status.js';
import { servingOf, type PastOperation } from '../../cli/operations/status/serving.js';
import type { ExpiryOutcome } from '../../domain/messages/expiry.js';

const refresh = (
  generation: string,
  endedAt: string | undefined,
  databases: readonly string[],
  dataTime = `${generation}T00:00:00Z`,
): PastOperation => ({
  workflowId: `refresh/${generation}`,
  ...(endedAt === undefined ? {} : { endedAt }),
  served: databases.map((database) => ({ database, generations: [generation], dataTime })),
});

const rollback = (generations: readonly string[], databases: readonly string[]): PastOperation => ({
  workflowId: 'rollback/qa1',
  endedAt: '2026-11-21T09:00:00Z',
  served: databases.map((database) => ({ database, generations })),
});

const generationOf = (operations: readonly PastOperation[]) =>
  Object.fromEntries(servingOf(operations).databases.map(({ database, generation }) => [database, generation]));

describe('what serves', () => {
  test('is what the last refresh cut over, database by database', () => {
    const history = [
      refresh('g3', 't3', ['users']),
      refresh('g2', 't2', ['orders', 'users']),
      refresh('g1', 't1', ['orders']),
    ];
    expect(generationOf(history)).toEqual({ orders: 'g2', users: 'g3' });
  });

  test('is what a rollback went back to, with the data time of the refresh that made it', () => {
    const history = [rollback(['g1'], ['users']), refresh('g2', 't2', ['users']), refresh('g1', 't1', ['users'])];
    expect(servingOf(history).databases).toEqual([
      {
        database: 'users',
        generation: 'g1',
        by: 'rollback/qa1',
        dataTime: 'g1T00:00:00Z',
        since: '2026-11-21T09:00:00Z',
      },
    ]);
  });

  test('tells the generations of one rollback apart', () => {
    const history = [
      rollback(['g1', 'g2'], ['users', 'orders']),
      refresh('g3', 't3', ['users', 'orders']),
      refresh('g2', 't2', ['users']),
      refresh('g1', 't1', ['orders', 'users']),
    ];
    expect(generationOf(history)).toEqual({ users: 'g2', orders: 'g1' });
  });

  test('has no data time when the server forgot the refresh', () => {
    const [users] = servingOf([rollback(['g1'], ['users'])]).databases;
    expect(users).toMatchObject({ generation: 'g1' });
    expect(users).not.toHaveProperty('dataTime');
  });

  test('is uncertain after an operation that cannot be asked', () => {
    const history: PastOperation[] = [{ workflowId: 'refresh/qa1', endedAt: 't2' }, refresh('g1', 't1', ['users'])];
    expect(servingOf(history)).toMatchObject({ unknown: ['refresh/qa1'], databases: [{ generation: 'g1' }] });
  });

  test('is not what failed before its cutover', () => {
    expect(generationOf([refresh('g2', 't2', []), refresh('g1', 't1', ['users'])])).toEqual({ users: 'g1' });
  });
});

describe('when environments end', () => {
  const seen: ExpiryOutcome = {
    environment: 'qa1',
    accountId: '555555555555',
    expires: '2026-11-22T09:00:00.000Z',
    notice: '2026-11-21T09:00:00.000Z',
    outcome: 'stays',
    reason: 'it expires in 23h',
  };

  test('is what the last look saw, the first to end first, with what kept it from acting', () => {
    const busy = {
      ...seen,
      environment: 'qa2',
      expires: '2026-11-20T09:00:00.000Z',
      outcome: 'busy',
      reason: 'held',
    } as const;
    expect(expiriesAfter([seen, busy], [])).toEqual([
      { environment: 'qa2', expires: busy.expires, notice: seen.notice, reason: 'held' },
      { environment: 'qa1', expires: seen.expires, notice: seen.notice },
    ]);
  });

  test('moves with an extension, which voids the notice, and with a spawn', () => {
    const expires = '2026-11-29T09:00:00.000Z';
    expect(expiriesAfter([seen], [{ environment: 'qa1', expires }])).toEqual([{ environment: 'qa1', expires }]);
    const same = { environment: 'qa1', expires: seen.expires };
    expect(expiriesAfter([seen], [same])).toEqual([{ ...same, notice: seen.notice }]);
    expect(expiriesAfter([], [same])).toEqual([same]);
  });

  test('is nothing any more after a teardown, until the environment is spawned again', () => {
    expect(expiriesAfter([seen], [{ environment: 'qa1' }])).toEqual([]);
    const expires = '2026-12-06T09:00:00.000Z';
    expect(expiriesAfter([seen], [{ environment: 'qa1' }, { environment: 'qa1', expires }])).toEqual([
      { environment: 'qa1', expires },
    ]);
  });
});

test('a status shows what runs, who holds what, what serves, what ends and what is next', () => {
  const now = Date.parse('2026-11-21T10:00:00Z');
  const lines = renderStatus(
    {
      operations: [
        {
          workflowId: 'refresh/qa1',
          workflow: 'refreshEnvironment',
          environment: 'qa1',
          phase: 'paused',
          requestedBy: 'kim@desk',
          startedAt: '2026-11-21T09:48:00Z',
        },
      ],
      leases: [{ resource: 'qa1', holder: 'refresh/qa1' }],
      environments: [
        {
          environment: 'qa1',
          databases: [
            {
              database: 'users',
              generation: '20261121-a1b2',
              dataTime: '2026-11-21T04:00:00Z',
              by: 'refresh/qa1',
              since: '2026-11-21T05:00:00Z',
            },
          ],
          unknown: ['rollback/qa1'],
        },
      ],
      expiries: [
        { environment: 'qa1', expires: '2026-11-21T13:00:00Z', notice: '2026-11-20T13:30:00Z' },
        { environment: 'qa2', expires: '2026-11-24T10:00:00Z' },
        {
          environment: 'qa3',
          expires: '2026-11-20T10:00:00Z',
          notice: '2026-11-19T10:00:00Z',
          reason: 'it is protected',
        },
      ],
      schedules: [
        {
          id: 'refresh/qa1',
          cron: '0 3 * * *',
          timezone: 'Europe/Berlin',
          paused: false,
          nextRun: '2026-11-22T02:00:00.000Z',
        },
      ],
    },
    now,
  );
  expect(lines).toEqual([
    'RUNNING      PHASE   FOR  ASKED BY',
    'refresh/qa1  paused  12m  kim@desk',
    '',
    'HELD  BY',
    'qa1   refresh/qa1',
    '',
    'SERVING    GENERATION     DATA AGE  SINCE',
    'qa1 users  20261121-a1b2  6h        5h ago',
    '! What rollback/qa1 did is not known: no worker answers for it.',
    '',
    'EXPIRES  WHEN      NOTICE',
    'qa1      in 3h     20h 30m ago  destroyed in 3h 30m; to keep it: backlot extend qa1 --by 7d',
    'qa2      in 3d     not yet',
    'qa3      since 1d  2d ago       it is protected',
    '',
    'SCHEDULE     WHEN                     NEXT               LAST',
    'refresh/qa1  0 3 * * * Europe/Berlin  2026-11-22 02:00Z  –',
  ]);
});

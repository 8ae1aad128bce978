import { describe, expect, test } from 'vitest';
import { renderStatus } from '../../cli/operations/status/render-status.js';
import { servingOf, type PastOperation } from '../../cli/operations/status/serving.js';

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

test('a status shows what runs, who holds what, what serves and what is next', () => {
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
    'SCHEDULE     WHEN                     NEXT               LAST',
    'refresh/qa1  0 3 * * * Europe/Berlin  2026-11-22 02:00Z  –',
  ]);
});

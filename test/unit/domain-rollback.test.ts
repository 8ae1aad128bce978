import { describe, expect, test } from 'vitest';
import { chooseRollback } from '../../domain/choose-rollback.js';
import type { FoundGeneration } from '../../domain/messages/generation.js';

const names = { users: 'users.db.qa1.acme.example', orders: 'orders.db.qa1.acme.example' } as const;

/** An instance of a generation; fenced ones say until when they are kept. */
function found(
  database: keyof typeof names,
  generation: string,
  change: Partial<FoundGeneration> = {},
): FoundGeneration {
  return {
    place: { account: '555555555555', region: 'us-east-1', role: 'BacklotData' },
    database,
    instance: `${database}-${generation}`,
    generation,
    operation: generation,
    workflow: 'refresh',
    status: 'available',
    dataTime: '2026-11-21T10:00:00Z',
    dnsName: names[database],
    applicationRoles: ['app_rw'],
    rules: database,
    endpoint: endpoint(database, generation),
    ...change,
  };
}

const endpoint = (database: string, generation: string): string => `${database}-${generation}.rds.example`;
const fenced = (at: string): Partial<FoundGeneration> => ({ retireAfter: `2026-11-21T${at}:00Z` });
const serving = (database: keyof typeof names, generation: string) => ({
  name: names[database],
  value: endpoint(database, generation),
  ttlSeconds: 5,
});

function rollback(instances: readonly FoundGeneration[], records: readonly ReturnType<typeof serving>[]): string[] {
  const choice = chooseRollback(instances, records);
  if ('reason' in choice) return [];
  return choice.back.map(({ instance }, index) => `${choice.left[index]?.instance ?? ''} -> ${instance}`);
}

describe('choosing what a rollback goes back to', () => {
  test.each<{ what: string; instances: FoundGeneration[]; records: ReturnType<typeof serving>[]; moves: string[] }>([
    {
      what: 'the previous generation of every database',
      instances: [
        found('users', 'g1', fenced('14:00')),
        found('users', 'g2'),
        found('orders', 'g1', fenced('14:00')),
        found('orders', 'g2'),
      ],
      records: [serving('users', 'g2'), serving('orders', 'g2')],
      moves: ['users-g2 -> users-g1', 'orders-g2 -> orders-g1'],
    },
    {
      what: 'the one that was fenced last, when two are kept',
      instances: [found('users', 'g1', fenced('13:00')), found('users', 'g2', fenced('14:00')), found('users', 'g3')],
      records: [serving('users', 'g3')],
      moves: ['users-g3 -> users-g2'],
    },
    {
      what: 'only the databases that have one',
      instances: [found('users', 'g1', fenced('14:00')), found('users', 'g2'), found('orders', 'g2')],
      records: [serving('users', 'g2'), serving('orders', 'g2')],
      moves: ['users-g2 -> users-g1'],
    },
    {
      what: 'nothing that never served',
      instances: [found('users', 'g1'), found('users', 'g2')],
      records: [serving('users', 'g2')],
      moves: [],
    },
    {
      what: 'nothing that is being deleted',
      instances: [found('users', 'g1', { ...fenced('14:00'), status: 'deleting' }), found('users', 'g2')],
      records: [serving('users', 'g2')],
      moves: [],
    },
    {
      what: 'nothing that serves already, though it is tagged as fenced',
      instances: [found('users', 'g2', fenced('14:00'))],
      records: [serving('users', 'g2')],
      moves: [],
    },
    {
      what: 'nothing for a name that points to somebody else',
      instances: [found('users', 'g1', fenced('14:00'))],
      records: [serving('users', 'unknown')],
      moves: [],
    },
    { what: 'nothing when nothing serves', instances: [found('users', 'g1', fenced('14:00'))], records: [], moves: [] },
  ])('takes $what', ({ instances, records, moves }) => {
    expect(rollback(instances, records)).toEqual(moves);
  });

  test('says what to do when there is nothing to go back to', () => {
    const choice = chooseRollback([], []);
    expect('reason' in choice && choice.reason).toMatch(/refresh the environment/);
  });
});

import { describe, expect, test } from 'vitest';
import type { EnvironmentDatabase, EnvironmentSlice } from '../../domain/messages/slices.js';
import { demandsOf, shortagesOf, type Demand, type QuotaUse, type RefreshDemand } from '../../domain/room.js';

type Snapshot = EnvironmentDatabase['database']['source']['snapshot'];

function database(name: string, snapshot: Snapshot = 'latest-automated', region = 'us-east-1'): EnvironmentDatabase {
  return {
    place: { account: '555555555555', region, role: 'BacklotData' },
    database: {
      name,
      rules: name,
      source: {
        place: { account: '222222222222', region, role: 'BacklotSource' },
        instance: `prod-${name}`,
        snapshot,
        allowSingleAz: false,
      },
      cleanroom: { account: '333333333333', region, role: 'BacklotScrub' },
      dnsName: `${name}.db`,
      applicationRoles: [],
    },
  };
}

function demands(change: Partial<RefreshDemand>): string[] {
  const refresh: RefreshDemand = {
    environment: { name: 'qa1' } as EnvironmentSlice,
    databases: [],
    imagesFound: [],
    sizes: {},
    databasesInFlight: 20,
    ...change,
  };
  return demandsOf(refresh).map(({ of, place, wanted, halfAtMost }) => {
    const { DBInstances: instances, ManualSnapshots: snapshots, AllocatedStorage: storage } = wanted;
    return `${of} ${place.region}: ${instances} instances, ${snapshots} snapshots, ${storage} GiB${halfAtMost ? ', half' : ''}`;
  });
}

describe('what a refresh takes at its peak', () => {
  test('is only its own generation when all images are there', () => {
    const databases = [database('users'), database('orders')];
    expect(demands({ databases, imagesFound: ['users', 'orders'], sizes: { users: 100, orders: 20 } })).toEqual([
      'qa1 us-east-1: 2 instances, 2 snapshots, 120 GiB',
    ]);
  });

  test('is a quarantine, copies and images besides, for those that are to be made', () => {
    const databases = [database('users'), database('orders')];
    expect(demands({ databases, imagesFound: ['users'], sizes: { users: 100, orders: 20 } })).toEqual([
      'qa1 us-east-1: 2 instances, 2 snapshots, 120 GiB',
      'the clean room us-east-1: 1 instances, 3 snapshots, 20 GiB',
      'production us-east-1: 0 instances, 1 snapshots, 0 GiB, half',
    ]);
  });

  test('counts only those that are in work at once, the greatest of them, where things do not stay', () => {
    const databases = ['a', 'b', 'c', 'd'].map((name) => database(name));
    expect(demands({ databases, databasesInFlight: 2, sizes: { a: 1, b: 20, c: 300, d: 4_000 } })).toEqual([
      'qa1 us-east-1: 4 instances, 2 snapshots, 4321 GiB',
      'the clean room us-east-1: 2 instances, 8 snapshots, 4300 GiB',
      'production us-east-1: 0 instances, 2 snapshots, 0 GiB, half',
    ]);
  });

  test('is more in production for fresh snapshots, and for points in time', () => {
    const databases = [database('fresh', 'fresh'), database('past', 'point-in-time'), database('plain')];
    expect(demands({ databases, sizes: { past: 50 } }).at(-1)).toBe(
      'production us-east-1: 1 instances, 5 snapshots, 50 GiB, half',
    );
  });

  test('is told for each region', () => {
    const databases = [database('us'), database('eu', 'latest-automated', 'eu-central-1')];
    expect(demands({ databases }).map((line) => line.split(':')[0])).toEqual([
      'qa1 us-east-1',
      'qa1 eu-central-1',
      'the clean room us-east-1',
      'the clean room eu-central-1',
      'production us-east-1',
      'production eu-central-1',
    ]);
  });
});

describe('a shortage', () => {
  const demand = (instances: number, halfAtMost = false): Demand => ({
    of: 'qa1',
    place: { account: '555555555555', region: 'us-east-1', role: 'BacklotData' },
    wanted: { DBInstances: instances, ManualSnapshots: 0, AllocatedStorage: 0 },
    halfAtMost,
  });
  const use = (used: number, max: number, ours = 0): { DBInstances: QuotaUse } => ({
    DBInstances: { used, max, ours },
  });

  test.each([
    ['is none when all fits to the last', demand(2), use(38, 40), []],
    ['is told by how much', demand(5), use(38, 40), ['needs 5 more instances and uses 38 of 40: 3 too few']],
    ['is none of a quota that nothing is wanted of', demand(0), use(41, 40), []],
    ['is none of a quota that AWS does not tell', demand(100), {}, []],
    ['is none up to half of production', demand(2, true), use(20, 40, 18), []],
    [
      'is what goes beyond half of production, however much is free',
      demand(3, true),
      use(20, 40, 18),
      ["needs 3 more instances beside 18 of Backlot's, which may have half of the quota, 20: 1 too few"],
    ],
    ['is of the whole when production fills it itself', demand(3, true), use(39, 40), ['of 40: 2 too few']],
  ])('%s', (_what, wanted, uses, expected) => {
    const told = shortagesOf(wanted, uses);
    expect(told).toHaveLength(expected.length);
    for (const [index, words] of expected.entries()) expect(told[index]).toContain(words);
  });

  test('names whose quota it is, with account and region', () => {
    expect(shortagesOf(demand(2), use(40, 40))[0]).toContain('qa1 (555555555555, us-east-1)');
  });
});

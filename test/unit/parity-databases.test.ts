import { describe, expect, test } from 'vitest';
import type { ObservedInstance, ParityDifference } from '../../domain/messages/parity.js';
import type { EnvironmentDatabase } from '../../domain/messages/slices.js';
import type { DatabaseParameter } from '../../domain/parameters.js';
import { compareData } from '../../domain/parity/compare-data.js';
import { compareDatabase } from '../../domain/parity/compare-database.js';
import { compareParameters } from '../../domain/parity/compare-parameters.js';

const place = { account: '222222222222', region: 'us-east-1', role: 'BacklotSource' };
const production: ObservedInstance = {
  instance: 'prod-users',
  engine: 'postgres',
  engineVersion: '16.4',
  instanceClass: 'db.m6g.2xlarge',
  storageGiB: 100,
  storageType: 'gp3',
  multiAz: true,
};
const environment: ObservedInstance = { ...production, instance: 'users-20261121-a1b2', multiAz: false };

function target(instanceClass?: string): EnvironmentDatabase {
  return {
    database: {
      name: 'users',
      rules: 'users',
      source: { place, instance: 'prod-users', snapshot: 'latest-automated', allowSingleAz: false },
      cleanroom: place,
      dnsName: 'users.db',
      applicationRoles: [],
    },
    place,
    ...(instanceClass === undefined ? {} : { instanceClass }),
  };
}

const line = ({ aspect, production: there = '-', environment: here = '-', reason }: ParityDifference): string =>
  `${aspect}: ${there} / ${here}, ${reason}`;

describe('a database in production and in an environment', () => {
  const zones = 'zones: several zones / one zone, scaled down on purpose';

  test.each<{
    what: string;
    wanted?: string;
    there?: Partial<ObservedInstance>;
    here?: Partial<ObservedInstance>;
    lines: string[];
  }>([
    { what: 'is alike but for the zones', lines: [zones] },
    { what: 'is quite alike', there: { multiAz: false }, lines: [] },
    {
      what: 'has zones that nobody declared',
      there: { multiAz: false },
      here: { multiAz: true },
      lines: ['zones: one zone / several zones, drifted'],
    },
    {
      what: 'is of another engine and version',
      there: { engine: 'aurora-postgresql', engineVersion: '17.2' },
      lines: ['engine: aurora-postgresql / postgres, drifted', 'engine version: 17.2 / 16.4, drifted', zones],
    },
    {
      what: 'has grown in production since',
      there: { storageGiB: 200, storageType: 'io2' },
      lines: ['storage: 200 GiB / 100 GiB, drifted', 'storage type: io2 / gp3, drifted', zones],
    },
    {
      what: 'has the smaller class that was declared',
      wanted: 'db.m6g.large',
      here: { instanceClass: 'db.m6g.large' },
      lines: ['instance class: db.m6g.2xlarge / db.m6g.large, scaled down on purpose', zones],
    },
    {
      what: 'has a declared class of the same size',
      wanted: 'db.r6g.2xlarge',
      here: { instanceClass: 'db.r6g.2xlarge' },
      lines: ['instance class: db.m6g.2xlarge / db.r6g.2xlarge, declared', zones],
    },
    {
      what: 'has a declared class of which nobody knows how large it is',
      wanted: 'db.serverless',
      here: { instanceClass: 'db.serverless' },
      lines: ['instance class: db.m6g.2xlarge / db.serverless, declared', zones],
    },
    {
      what: 'has another class than was declared since',
      wanted: 'db.m6g.large',
      here: { instanceClass: 'db.m6g.xlarge' },
      lines: ['instance class: db.m6g.2xlarge / db.m6g.xlarge, drifted', zones],
    },
    {
      what: 'has production’s class although another is declared',
      wanted: 'db.m6g.large',
      lines: ['instance class: db.m6g.2xlarge / db.m6g.2xlarge, drifted', zones],
    },
    {
      what: 'has a class that nobody declared',
      here: { instanceClass: 'db.t4g.micro' },
      lines: ['instance class: db.m6g.2xlarge / db.t4g.micro, drifted', zones],
    },
  ])('$what', ({ wanted, there, here, lines }) => {
    const pair = { production: { ...production, ...there }, environment: { ...environment, ...here }, parameters: [] };
    const found = compareDatabase(target(wanted), pair);
    expect(found.map(line)).toEqual(lines);
    for (const { subject, detail } of found) expect(`${subject} ${detail}`).toMatch(/^database users \S/);
  });

  test('is missing on one side, or on both', () => {
    const lines = (pair: object) => compareDatabase(target(), { ...pair, parameters: [] }).map(line);
    expect(lines({ production })).toEqual(['instance: prod-users / -, missing']);
    expect(lines({ environment })).toEqual(['source: - / -, missing']);
    expect(lines({})).toEqual(['source: - / -, missing', 'instance: - / -, missing']);
  });

  test('has parameters that Backlot leaves out, and others that differ', () => {
    const parameters = [
      { name: 'shared_preload_libraries', production: 'pg_cron', leftOut: true },
      { name: 'work_mem', production: '4MB', environment: '8MB', leftOut: false },
    ];
    const pair = { production: { ...production, multiAz: false }, environment, parameters };
    expect(compareDatabase(target(), pair).map(line)).toEqual([
      'parameter shared_preload_libraries: pg_cron / -, declared',
      'parameter work_mem: 4MB / 8MB, drifted',
    ]);
  });
});

describe('the parameters of two instances', () => {
  const set = (...pairs: [string, string][]): DatabaseParameter[] => pairs.map(([name, value]) => ({ name, value }));

  test('differ where a value does, on either side', () => {
    const there = set(['work_mem', '4096'], ['random_page_cost', '1.1'], ['jit', 'off']);
    const here = set(['work_mem', '8192'], ['jit', 'off'], ['log_statement', 'ddl']);
    expect(compareParameters(there, here)).toEqual([
      { name: 'log_statement', environment: 'ddl', leftOut: false },
      { name: 'random_page_cost', production: '1.1', leftOut: false },
      { name: 'work_mem', production: '4096', environment: '8192', leftOut: false },
    ]);
  });

  test('are left out on purpose only where Backlot leaves them out', () => {
    const there = set(['shared_preload_libraries', 'pg_cron'], ['rds.logical_replication', '1']);
    expect(compareParameters(there, []).map(({ name, leftOut }) => `${name} ${leftOut}`)).toEqual([
      'rds.logical_replication true',
      'shared_preload_libraries true',
    ]);
    expect(
      compareParameters(there, set(['rds.logical_replication', '0'], ['shared_preload_libraries', 'auto_explain'])),
    ).toMatchObject([{ leftOut: false }, { leftOut: false }]);
  });

  test.each([
    ['max_connections', 'LEAST({DBInstanceClassMemory/9531392},5000)', true],
    ['statement_timeout', '30s', true],
    ['rds.force_ssl', '1', true],
    ['timezone', 'Europe/Berlin', true],
    ['shared_preload_libraries', 'pg_stat_statements,pgaudit', true],
    ['log_line_prefix', '%t:%r:%u@%d', false],
    ['vault.password', '12345678', false],
    ['vault.token', 'on', false],
    ['http.proxy', 'https://kim:hunter2@proxy.acme.example', false],
    ['app.settings', '4f1c2d3e4f5a6b7c', false],
  ])('%s = %s is told: %s', (name, value, isTold) => {
    const [difference] = compareParameters(set([name, value]), []);
    expect(difference).toMatchObject({ name, production: isTold ? value : 'set, not shown' });
  });
});

describe('the age of data', () => {
  const hour = 3_600_000;
  const now = Date.parse('2026-11-21T12:00:00Z');
  const ago = (database: string, hours: number) => ({
    database,
    dataTime: new Date(now - hours * hour).toISOString(),
  });

  test.each<{ what: string; hours: number[]; maxSkewMs?: number; lines: string[] }>([
    { what: 'nothing serves', hours: [], lines: [] },
    { what: 'is fresh', hours: [10], lines: ['age of the data: - / 10h, declared'] },
    { what: 'is as old as may be', hours: [24], lines: ['age of the data: - / 1d, declared'] },
    { what: 'is too old', hours: [25], lines: ['age of the data: - / 1d 1h, drifted'] },
    {
      what: 'is apart, and nobody minds',
      hours: [1, 4],
      lines: ['age of the data: - / 1h, declared', 'age of the data: - / 4h, declared', 'skew: - / 3h, declared'],
    },
    {
      what: 'is as far apart as may be',
      hours: [1, 4],
      maxSkewMs: 3 * hour,
      lines: ['age of the data: - / 1h, declared', 'age of the data: - / 4h, declared', 'skew: - / 3h, declared'],
    },
    {
      what: 'is too far apart',
      hours: [1, 4],
      maxSkewMs: 2 * hour,
      lines: ['age of the data: - / 1h, declared', 'age of the data: - / 4h, declared', 'skew: - / 3h, drifted'],
    },
  ])('$what', ({ hours, maxSkewMs, lines }) => {
    const served = hours.map((each, index) => ago(`database-${index}`, each));
    const limits = { maxImageAgeMs: 24 * hour, ...(maxSkewMs === undefined ? {} : { maxSkewMs }) };
    expect(compareData(served, now, limits).map(line)).toEqual(lines);
  });

  test('that nobody knows is not passed over', () => {
    const served = [ago('users', 1), { database: 'orders', dataTime: '' }];
    const found = compareData(served, now, { maxImageAgeMs: 24 * hour, maxSkewMs: 0 });
    expect(found.map(line)).toEqual(['age of the data: - / 1h, declared', 'age of the data: - / -, drifted']);
    expect(found[1]?.subject).toBe('database orders');
  });
});

import { describe, expect, test } from 'vitest';
import { parityExitCode, renderParity } from '../../cli/operations/render-parity.js';
import type { FoundGeneration } from '../../domain/messages/generation.js';
import type { ObservedInstance, ParityPlan, StackStanding } from '../../domain/messages/parity.js';
import type { EnvironmentDatabase } from '../../domain/messages/slices.js';
import { compareEnvironment, type Observed } from '../../domain/parity/compare-environment.js';
import { namesToLookUp } from '../../domain/parity/compare-names.js';

const now = Date.parse('2026-11-21T12:00:00Z');
const hour = 3_600_000;
const place = { account: '555555555555', region: 'us-east-1', role: 'BacklotData' };
const instance: ObservedInstance = {
  instance: 'any',
  engine: 'postgres',
  engineVersion: '16.4',
  instanceClass: 'db.m6g.large',
  storageGiB: 20,
  storageType: 'gp3',
  multiAz: false,
};

function database(name: string): EnvironmentDatabase {
  return {
    database: {
      name,
      rules: name,
      source: { place, instance: `prod-${name}`, snapshot: 'latest-automated', allowSingleAz: false },
      cleanroom: place,
      dnsName: `${name}.db`,
      applicationRoles: [],
    },
    place,
  };
}

const plan: ParityPlan = {
  fleet: { revision: 'r', digest: 'd' },
  environment: {
    name: 'qa1',
    accountId: '555555555555',
    zone: 'qa1.acme.example',
    zoneVisibility: 'private',
    cutover: { sslmode: 'require', ttlSeconds: 5, drainAfterMs: 0, keepPreviousMs: 0, approval: false },
    hooks: [],
    partialAllowed: false,
  },
  places: [place],
  databases: [database('users'), database('orders')],
  leftOut: [],
  maxImageAgeMs: 24 * hour,
  hasBlueprint: true,
};

function generation(name: string, of = 'g2', change: Partial<FoundGeneration> = {}): FoundGeneration {
  return {
    place,
    database: name,
    instance: `${name}-${of}`,
    generation: of,
    operation: of,
    workflow: 'refresh/qa1',
    status: 'available',
    dataTime: new Date(now - hour).toISOString(),
    dnsName: `${name}.db.qa1.acme.example`,
    applicationRoles: [],
    rules: name,
    endpoint: `${name}-${of}.rds.example`,
    ...change,
  };
}

const record = (name: string, value = `${name}-g2.rds.example`) => ({
  name: `${name}.db.qa1.acme.example`,
  value,
  ttlSeconds: 5,
});
const alike = { production: instance, environment: instance, parameters: [] };
const well: Observed = {
  plan,
  found: [generation('users'), generation('orders')],
  records: [record('users'), record('orders')],
  pairs: { users: alike, orders: alike },
  stacks: [],
};

const compare = (change: Partial<Observed> = {}) => compareEnvironment({ ...well, ...change }, now);
/** What differs, but for the ages of the data. */
const lines = (change: Partial<Observed>): string[] =>
  compare(change)
    .differences.filter(({ aspect }) => aspect !== 'age of the data')
    .map(({ subject, aspect, reason }) => `${subject}, ${aspect}: ${reason}`);

describe('the names of an environment', () => {
  test.each<{ what: string; change: Partial<Observed>; expected: string[] }>([
    { what: 'lead to what serves', change: {}, expected: [] },
    {
      what: 'are missing, and so is what they would lead to',
      change: {
        records: [record('orders')],
        pairs: { users: { production: instance, parameters: [] }, orders: alike },
      },
      expected: ['database users, instance: missing', 'name users.db.qa1.acme.example, record: missing'],
    },
    {
      what: 'lead elsewhere',
      change: { records: [record('users', 'elsewhere.example'), record('orders')] },
      expected: ['name users.db.qa1.acme.example, record: drifted'],
    },
    {
      what: 'lead to another database’s generation',
      change: { records: [record('users', 'orders-g2.rds.example'), record('orders')] },
      expected: ['name users.db.qa1.acme.example, record: drifted'],
    },
    {
      what: 'lead to what goes soon',
      change: { found: [generation('users', 'g2', { retireAfter: '2026-11-21T14:00:00Z' }), generation('orders')] },
      expected: ['name users.db.qa1.acme.example, record: drifted'],
    },
    {
      what: 'are those of databases that are left out',
      change: {
        plan: { ...plan, leftOut: [{ name: 'messages', dnsName: 'messages.db' }, { name: 'tenants' }] },
        records: [record('users'), record('orders'), record('messages', 'old.example')],
      },
      expected: [
        'name messages.db.qa1.acme.example, record: drifted',
        'database messages, included: declared',
        'database tenants, included: declared',
      ],
    },
  ])('$what', ({ change, expected }) => {
    expect(lines(change)).toEqual(expected);
  });

  test('are asked for once each: of databases included, left out, or of old', () => {
    const asked = { ...plan, leftOut: [{ name: 'messages', dnsName: 'messages.db' }, { name: 'tenants' }] };
    const found = [generation('users'), generation('gone'), generation('half', 'g3', { dnsName: '' })];
    expect(namesToLookUp(asked, found)).toEqual(
      ['gone', 'messages', 'orders', 'users'].map((name) => `${name}.db.qa1.acme.example`),
    );
  });

  test('cannot be there without their zone', () => {
    const { records: _records, ...rest } = well;
    const report = compareEnvironment({ ...rest, pairs: {} }, now);
    expect(report.differences.map(({ subject, reason }) => `${subject}: ${reason}`)).toEqual([
      ...['users', 'users', 'orders', 'orders'].map((name) => `database ${name}: missing`),
      'zone qa1.acme.example: missing',
    ]);
    expect(report.compared).toEqual({ databases: 2, names: 0, stacks: 0 });
  });
});

test.each<[StackStanding['configuration'], boolean, string[]]>([
  ['same', true, []],
  ['unknown', true, []],
  ['other', true, ['stack qa1.data.us-east-1, configuration: drifted']],
  ['unfinished', true, ['stack qa1.data.us-east-1, apply: drifted']],
  ['unfinished', false, ['stack qa1.data.us-east-1, apply: drifted']],
  ['same', false, ['stack qa1.data.us-east-1, state: missing']],
  ['unknown', false, ['stack qa1.data.us-east-1, state: missing']],
])('a stack whose configuration is %s, applied: %s', (configuration, applied, expected) => {
  expect(lines({ stacks: [{ stack: 'qa1.data.us-east-1', applied, configuration }] })).toEqual(expected);
});

describe('a comparison', () => {
  const stack = { stack: 'qa1.data.us-east-1', applied: true, configuration: 'other' } as const;

  test('passes when all is intended, and says so', () => {
    const report = compare({ plan: { ...plan, leftOut: [{ name: 'messages' }] } });
    expect(parityExitCode(report)).toBe(0);
    expect(renderParity(report)).toEqual([
      'declared  database users     age of the data  1h                       images.maxAge is 1d',
      'declared  database orders    age of the data  1h                       images.maxAge is 1d',
      'declared  database messages  included         in the fleet → left out  the account file does not include it',
      'qa1 and production: 3 declared; 2 databases, 2 names and 0 stacks were compared.',
      'Every difference is intended.',
    ]);
  });

  test('fails when something is drifted or missing, and shows that first', () => {
    const report = compare({ stacks: [stack], records: [record('orders')] });
    expect(parityExitCode(report)).toBe(4);
    expect(renderParity(report).at(0)).toMatch(/^missing +name users\.db\.qa1\.acme\.example +record /);
    expect(renderParity(report).at(1)).toMatch(/^drifted +stack qa1\.data\.us-east-1 +configuration /);
    expect(renderParity(report).slice(-2)).toEqual([
      'qa1 and production: 1 missing, 1 drifted, 1 declared; 2 databases, 2 names and 1 stacks were compared.',
      '2 differences are not intended.',
    ]);
    expect(parityExitCode(compare({ records: [record('orders')] }))).toBe(4);
    expect(parityExitCode(compare({ stacks: [stack] }))).toBe(4);
  });

  test('of what has nothing to differ in says what was looked at', () => {
    const report = compare({ plan: { ...plan, databases: [] }, records: [], found: [] });
    expect(renderParity(report)).toEqual(['qa1 is like production: 0 databases, 0 names and 0 stacks were compared.']);
    expect(report).toMatchObject({ environment: 'qa1', comparedAt: '2026-11-21T12:00:00.000Z' });
  });
});

import { describe, expect, test } from 'vitest';
import { loadFleet } from '../../config/load-fleet.js';
import type { ProblemCode } from '../../domain/fleet/problem-codes.js';
import type { Problem } from '../../domain/fleet/problem.js';
import { goodFleet, withFleet } from './fleet-fixture.js';

/** One way to break the good fleet: a text of one file replaced by another. */
interface Break {
  readonly name: string;
  readonly file: string;
  readonly replace: string;
  readonly by: string;
  readonly code: ProblemCode;
  /** The line to be pointed at, by a text in it after the change; in the changed file unless said otherwise. */
  readonly at: string;
  readonly in?: string;
}

const organization = 'organization.yaml';
const qa1 = 'accounts/qa1.yaml';
const demo = 'accounts/demo.yaml';
const users = 'databases/users.yaml';
const orders = 'databases/orders.yaml';
const customers = 'databases/customers.yaml';
const search = 'clusters/search.yaml';
const identityCenter = /^identityCenter:\n(?: .*\n)+/m.exec(goodFleet[organization] ?? '')?.[0] ?? '';

function row(
  name: string,
  file: string,
  replace: string,
  by: string,
  code: ProblemCode,
  at: string = by.split('\n')[0] ?? by,
  other?: string,
): Break {
  return { name, file, replace, by, code, at, ...(other !== undefined && { in: other }) };
}

const breaks: readonly Break[] = [
  // one file against its schema
  row('an unknown key at the top', organization, 'images:', 'colour: blue\nimages:', 'UnknownKey'),
  row('an unknown key inside', qa1, 'ttl: 5s', 'ttll: 5s', 'UnknownKey'),
  row('an unknown key in a list', qa1, 'class: db.m6g.large', 'clas: db.m6g.large', 'UnknownKey'),
  row('an unknown key in a family', customers, 'selector:', 'database: x\nselector:', 'UnknownKey'),
  row('a missing key', users, 'dnsName: users.db\n', '', 'MissingKey', 'database: users'),
  row('a missing key inside', users, '  instance: prod-users\n', '', 'MissingKey', 'source:'),
  row('neither database nor family', users, 'database: users\n', '', 'MissingKey', 'source:'),
  row('a key without a value', users, 'residency: us', 'residency:', 'WrongType'),
  row('a list for a text', users, 'dnsName: users.db', 'dnsName: [users.db]', 'WrongType'),
  row('a text for a mapping', qa1, 'budget: { monthly: 2000 USD }', 'budget: much', 'WrongType'),
  row('a text for a number', organization, 'keep: 3', 'keep: three', 'WrongType'),
  row('an account id without quotes', qa1, '"555555555555"', '555555555555', 'WrongType'),
  row('an account id of eleven digits', qa1, '"555555555555"', '"55555555555"', 'AccountIdInvalid'),
  row('a word that is no option', qa1, 'sslmode: require', 'sslmode: required', 'ValueInvalid'),
  row('another engine', users, 'engine: postgres', 'engine: mysql', 'ValueInvalid'),
  row(
    'a number out of range',
    organization,
    'snapshotCopiesPerRegion: 10',
    'snapshotCopiesPerRegion: 21',
    'ValueInvalid',
  ),
  row('a number that is not whole', organization, 'keep: 3', 'keep: 1.5', 'WrongType'),
  row('an empty command', qa1, 'run: [./migrate.sh, --all]', 'run: []', 'ValueInvalid'),
  row('a name in capitals', qa1, 'account: qa1', 'account: QA1', 'NameInvalid'),
  row('a name that is too long', demo, 'account: demo', `account: ${'d'.repeat(31)}`, 'NameInvalid'),
  row('an entry that is no name', qa1, '- users', '- Users!', 'NameInvalid'),
  row('a role of the server', users, '[app_rw, app_ro]', '[app_rw, pg_monitor]', 'NameInvalid'),
  row('an alias of AWS', organization, 'alias/backlot-state', 'alias/aws/s3', 'NameInvalid'),
  row('a region with a zone letter', users, 'region: us-east-1', 'region: us-east-1a', 'RegionInvalid'),
  row('a region as a key', demo, 'us-east-1: {', 'useast1: {', 'RegionInvalid'),
  row('a DNS name with a dot at the end', users, 'users.db', 'users.db.', 'DnsNameInvalid', 'dnsName: users.db.'),
  row('a family without {member}', customers, '"{member}.db"', 'customer.db', 'DnsNameInvalid'),
  row('a duration without unit', qa1, 'expires: 14d', 'expires: "14"', 'DurationInvalid'),
  row('a duration with units in the wrong order', qa1, 'drainAfter: 10m', 'drainAfter: 10m1h', 'DurationInvalid'),
  row('a duration of nothing', qa1, 'maxSkew: 1h', 'maxSkew: 0s', 'DurationInvalid'),
  row('a cron of four fields', qa1, '"0 3 * * *"', '"0 3 * *"', 'CronInvalid'),
  row('a cron with hour 24', qa1, '"0 3 * * *"', '"0 24 * * *"', 'CronInvalid'),
  row('a time zone that does not exist', qa1, 'Europe/Berlin', 'Europe/Berln', 'TimeZoneInvalid'),
  row('a block with host bits', demo, '10.21.0.0/16', '10.21.0.1/16', 'CidrInvalid'),
  row('a block that no VPC takes', demo, '10.21.0.0/16', '10.0.0.0/8', 'CidrInvalid'),
  row('money without currency', qa1, '2000 USD', '"2000"', 'MoneyInvalid'),
  row('a time without zone', orders, '2026-11-21T03:00:00Z', '2026-11-21T03:00:00', 'TimeInvalid'),
  row(
    'a selector that selects everything',
    customers,
    '{ name: "prod-customer-*", tags: { tier: customer } }',
    '{}',
    'MissingKey',
    'selector',
  ),
  row('an e-mail pattern without serial', organization, 'aws+{account}-{serial}@', 'aws@', 'ValueInvalid'),
  row('no region', demo, '\n  us-east-1: { cidr: 10.21.0.0/16 }', ' {}', 'ValueInvalid', 'regions:'),
  row('a rule kind that does not exist', users, 'email: email', 'email: emial', 'RulesInvalid'),
  row('an unknown key of a rule', users, '{ kind: name }', '{ kind: name, colour: red }', 'RulesInvalid'),
  row('a column that is named twice', users, 'keep: [id, created_at]', 'keep: [id, email]', 'RulesInvalid', 'keep:'),
  row('a table without schema', users, 'public.users:', 'users_table:', 'RulesInvalid', 'keep:'),
  row('an image without version', search, ', version: search-2026-11-01', '', 'MissingKey', 'image:'),
  // YAML itself
  row('a text that begins with a star', qa1, '"0 3 * * *"', '*/5 * * * *', 'YamlInvalid', 'cron'),
  row('a key twice', users, 'residency: us', 'residency: us\nresidency: eu', 'YamlInvalid', 'residency: eu'),
  row('a tab for indentation', users, '  instance:', '\tinstance:', 'YamlInvalid', '\tinstance'),
  row('two documents', demo, 'zone:', '---\nzone:', 'YamlInvalid'),
  row('an unknown tag', demo, 'account: demo', 'account: !secret demo', 'YamlInvalid'),
  // one value against another
  row('a name that is not the file’s', users, 'database: users', 'database: customers', 'NameMismatch'),
  row(
    'a name that two files declare',
    users,
    'database: users',
    'database: customers',
    'DuplicateName',
    'family: customers',
    customers,
  ),
  row('a reserved name', demo, 'account: demo', 'account: cleanroom', 'NameInvalid'),
  row('a zone that two environments have', qa1, 'qa1.acme.example', 'demo.acme.example', 'DuplicateName'),
  row('a database that is included twice', qa1, '- users', '- users\n    - users # again', 'DuplicateName', '# again'),
  row(
    'a DNS name that two databases of one environment have',
    orders,
    'orders.db',
    'users.db',
    'DuplicateName',
    'name: orders',
    qa1,
  ),
  row(
    'an account that two environments have',
    demo,
    'account: demo',
    'account: demo\naccountId: "555555555555"',
    'DuplicateId',
    'accountId',
    qa1,
  ),
  row('the clean room as an environment', qa1, '"555555555555"', '"333333333333"', 'DuplicateId'),
  row(
    'the clean room in production',
    organization,
    '"333333333333"',
    '"222222222222" # again',
    'DuplicateId',
    '# again',
  ),
  row(
    'the clean room in the builder’s account',
    organization,
    '"333333333333"',
    '"111111111111" # again',
    'DuplicateId',
    '# again',
  ),
  row('a protected account as an environment', qa1, '"555555555555"', '"222222222222"', 'AccountProtected'),
  row('an instance that two files describe', orders, 'prod-orders', 'prod-users', 'DuplicateId', 'instance', users),
  row('a database that does not exist', qa1, '- users', '- userz', 'ReferenceUnknown'),
  row(
    'a hook for a database that is not included',
    qa1,
    'databases: [users]',
    'databases: [payments]',
    'ReferenceUnknown',
  ),
  row('a hook as a role that does not exist', qa1, 'as: app_rw', 'as: app_rx', 'ReferenceUnknown'),
  row(
    'a hook as a role that one database lacks',
    qa1,
    '      databases: [users]\n',
    '',
    'ReferenceUnknown',
    'as: app_rw',
  ),
  row('a residency group that does not exist', users, 'residency: us', 'residency: uk', 'ReferenceUnknown'),
  row('a cluster in an account that does not exist', search, 'account: production', 'account: qa9', 'ReferenceUnknown'),
  row('a replica without image', search, 'eu-west-1: ami-0456, ', '', 'ReferenceUnknown', 'eu-west-1a'),
  row(
    'a source outside its residency group',
    users,
    'residency: us',
    'residency: eu',
    'ResidencyBroken',
    'region: us-east-1',
  ),
  row('an environment outside the residency group', qa1, 'us-east-1: {', 'eu-west-1: {', 'ResidencyBroken', '- users'),
  row(
    'an entry for a region that the environment lacks',
    qa1,
    'class: db.m6g.large',
    'region: eu-west-1',
    'RegionUnknown',
  ),
  row('a source where the clean room is not', users, 'region: us-east-1', 'region: us-west-2', 'RegionUnknown'),
  row('a family where the clean room is not', customers, '[us-east-1]', '[us-east-1, us-west-2]', 'RegionUnknown'),
  row('blocks that overlap', demo, '10.21.0.0/16', '10.20.128.0/17', 'CidrOverlap'),
  row('a zone outside the parent zone', demo, 'demo.acme.example', 'demo.example', 'ZoneOutsideParent'),
  row('cutover by rename', qa1, 'method: cname', 'method: rename', 'CutoverImpossible'),
  row('verify-full through a CNAME', qa1, 'sslmode: require', 'sslmode: verify-full', 'CutoverImpossible'),
  row('a time to live of half a second', qa1, 'ttl: 5s', 'ttl: 500ms', 'CutoverImpossible'),
  row('a fence before the name expires', qa1, 'drainAfter: 10m', 'drainAfter: 3s', 'CutoverImpossible'),
  row('a generation older than its environment', qa1, 'keepPrevious: 4h', 'keepPrevious: 15d', 'AgeImpossible'),
  row('raw copies older than images', organization, 'maxAge: 6h', 'maxAge: 8d', 'AgeImpossible'),
  row(
    'a moment for the latest snapshot',
    users,
    'snapshot: latest-automated',
    'at: 2026-11-21T03:00:00Z',
    'ValueInvalid',
  ),
  row(
    'a single-zone permission without use',
    users,
    'snapshot: latest-automated',
    'allowSingleAz: true',
    'ValueInvalid',
  ),
  row(
    'point in time where production forbids it',
    organization,
    'temporaryInstances: allowed',
    'temporaryInstances: forbidden',
    'ValueInvalid',
    'snapshot: point-in-time',
    orders,
  ),
  row('an instance of Identity Center without its beginning', organization, 'ssoins-', 'sso-', 'ValueInvalid'),
  row('an identity store that is none', organization, 'd-9067000000', 'store', 'ValueInvalid', 'identityStore: store'),
  row('a permission set by its name', organization, 'ps-1a1b2c3d4e5f6072', 'ReadOnly', 'ValueInvalid'),
  row(
    'a permission set with two names',
    organization,
    'ps-1a1b2c3d4e5f6072',
    'ps-0a1b2c3d4e5f6071',
    'DuplicateId',
    'ReadOnly:',
  ),
  row('access by a permission set that does not exist', qa1, 'Set: Developer', 'Set: Developper', 'ReferenceUnknown'),
  row(
    'access that is given twice',
    qa1,
    'support, permissionSet: ReadOnly }',
    'qa-engineers, permissionSet: Developer } # again',
    'DuplicateName',
    '# again',
  ),
  row('a group without a name', qa1, 'group: support', 'group: ""', 'NameInvalid'),
  row('access where there is no Identity Center', organization, identityCenter, '', 'ReferenceUnknown', 'access:', qa1),
  row('a pool with more at least than at most', organization, 'min: 1', 'min: 11', 'ValueInvalid'),
  row(
    'an account that can neither exist nor be made',
    demo,
    'blueprint: service-platform\n',
    '',
    'MissingKey',
    'account: demo',
  ),
];

test('there are at least forty ways, each with a name of its own', () => {
  expect(new Set(breaks.map(({ name }) => name)).size).toBe(breaks.length);
  expect(breaks.length).toBeGreaterThanOrEqual(40);
});

describe('the problem of', () => {
  test.each(breaks)('$name is $code', async (broken) => {
    const before = goodFleet[broken.file] ?? '';
    expect(before.split(broken.replace), 'the text to replace').toHaveLength(2);
    const files = { ...goodFleet, [broken.file]: before.replace(broken.replace, () => broken.by) };
    const file = broken.in ?? broken.file;
    const line = (files[file] ?? '').split('\n').findIndex((text) => text.includes(broken.at)) + 1;
    expect(line, 'the line to point at').toBeGreaterThan(0);

    const { problems, fleet } = await withFleet(files, loadFleet);

    expect(fleet).toBeUndefined();
    expect(problems.map(place)).toContain(`${broken.code} ${file}:${line}`);
    for (const problem of problems) expectUseful(problem);
  });
});

function place({ code, file, line }: Problem): string {
  return `${code} ${file}:${line}`;
}

function expectUseful({ what, why, mend, column, excerpt }: Problem): void {
  for (const text of [what, why, mend]) {
    expect(text).not.toMatch(/undefined|\[object|NaN/);
    expect(text.length).toBeGreaterThan(3);
  }
  expect(column).toBeGreaterThan(0);
  expect(column).toBeLessThanOrEqual((excerpt ?? '').length + 1);
}

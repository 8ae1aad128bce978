import { expect, test } from 'vitest';
import { requireFleet } from '../../config/require-fleet.js';
import { policySubjects } from '../../templates/policies/catalogue.js';
import { toDocument } from '../../templates/policies/policy-document.js';
import { policyScopeOf } from '../../templates/policies/scope-of-fleet.js';
import { temporaryScope } from './support/policy-scope.js';

/** Actions that AWS knows no narrower resource for. */
const withoutResource = [
  ...['ec2:DescribeSecurityGroups', 'rds:DescribeAccountAttributes', 'secretsmanager:ListSecrets'],
  ...['route53:ListHostedZonesByName', 'kms:ListAliases'],
  ...['iam:ListAccountAliases', 's3:GetAccountPublicAccessBlock', 'ec2:GetEbsEncryptionByDefault'],
  ...['ec2:DescribeVpcs', 'ec2:DescribeVpcAttribute', 'ec2:DescribeSubnets', 'ec2:DescribeRouteTables'],
  ...['ec2:DescribeNetworkAcls', 'ec2:DescribeSecurityGroupRules', 'ec2:DescribeInternetGateways'],
  ...['ec2:DescribeNatGateways', 'ec2:DescribeAddresses', 'ec2:DescribeAddressesAttribute'],
  ...['ec2:DescribeVpcEndpoints', 'ec2:DescribePrefixLists', 'ec2:DescribeAvailabilityZones'],
  ...['ec2:DescribeNetworkInterfaces'],
];

const subjects = policySubjects(temporaryScope);
const named = subjects.map((subject) => [[subject.account, subject.name, subject.region].join(' '), subject] as const);

test('no two roles, keys or identities of an account and region share a name', () => {
  const names = named.map(([name]) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  expect(names.length).toBeGreaterThan(20);
});

test.each(named)(
  '%s: every statement has an id of its own that AWS takes, and a reason',
  (_, { rules, trust = [] }) => {
    const ids = toDocument(rules).Statement.map(({ Sid }) => Sid);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9]+$/);
    for (const { why } of [...rules, ...trust]) expect(why).toMatch(/^\S.{10,}[^.]$/);
  },
);

test.each(named)('%s: no action is all actions of a service, and no list is empty', (_, { rules }) => {
  for (const { Sid, Action, Resource } of toDocument(rules).Statement) {
    expect(
      Action.filter((action) => /^(\*|[a-z0-9-]*:\*)$/.test(action)),
      Sid,
    ).toEqual([]);
    expect(Action.length, Sid).toBeGreaterThan(0);
    expect(Resource?.length, Sid).toBeGreaterThan(0);
  }
});

test.each(named.filter(([, { kind }]) => kind !== 'key'))(
  '%s: resources are named where they can be',
  (_, { rules }) => {
    for (const { Sid, Action, Resource = [] } of toDocument(rules).Statement) {
      if (Resource.includes('*')) expect(withoutResource, Sid).toEqual(expect.arrayContaining([...Action]));
      else for (const arn of Resource) expect(arn, Sid).toMatch(/^arn:aws:[a-z0-9-]+:[a-z0-9*-]*:(\d{12})?:.+/);
    }
  },
);

test.each(named.filter(([, { kind }]) => kind === 'key'))(
  '%s: a key lets in only named accounts, by roles',
  (_, key) => {
    for (const { Sid, Principal, Condition } of toDocument(key.rules).Statement) {
      for (const principal of Principal?.AWS ?? ['none']) expect(principal).toMatch(/^arn:aws:iam::\d{12}:root$/);
      if (Sid !== 'Administration') expect(Condition?.['ArnEquals']?.['aws:PrincipalArn'], Sid).toBeDefined();
    }
  },
);

test.each(named)('%s: it fits into what AWS takes inline', (_, { rules, kind }) => {
  const limit = kind === 'key' ? 32_768 : 10_240;
  expect(JSON.stringify(toDocument(rules)).length).toBeLessThan(limit);
});

test('a fleet gives the scope of its policies', async () => {
  const fleet = await requireFleet('examples/acme');
  expect(policyScopeOf(fleet)).toMatchObject({
    production: {
      id: '222222222222',
      regions: ['eu-central-1', 'us-east-1'],
      sourceInstances: ['prod-messages', 'prod-orders', 'prod-users'],
      temporaryInstances: false,
    },
    environments: [{ name: 'qa1', id: '555555555555', regions: ['us-east-1'], zone: 'qa1.acme.example' }],
    builder: { mainWorker: 'arn:aws:iam::111111111111:user/backlot' },
  });
  const { organization, ...rest } = fleet;
  expect(policyScopeOf({ ...rest, organization: { ...organization, sandbox: false } })).toMatchObject({
    cleanroom: { worker: 'arn:aws:iam::111111111111:role/BacklotCleanroomWorker' },
    environments: [{ worker: 'arn:aws:iam::111111111111:role/BacklotDataWorker-qa1' }],
    builder: { mainWorker: 'arn:aws:iam::111111111111:role/BacklotMainWorker' },
  });
});

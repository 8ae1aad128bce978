import { describe, expect, test } from 'vitest';
import { boundaryRules } from '../../templates/policies/boundary-rules.js';
import { toDocument, type PolicyDocument } from '../../templates/policies/policy-document.js';
import { configurationOf } from './support/configuration.js';
import { isAllowed, type PolicyQuestion } from './support/evaluate-policy.js';
import { everyStack, templateFleet } from './support/template-fleet.js';

const account = '555555555555';
const stacks = everyStack(await templateFleet());

/** The policy that a stack gives to a role. */
function policyIn(stack: string, role: string): PolicyDocument {
  const definition = stacks.find(({ name }) => name === stack);
  const policy = definition && configurationOf(definition).resource['aws_iam_role_policy']?.[`${role}-policy`];
  if (policy === undefined) throw new Error(`${stack} has no ${role}`);
  return JSON.parse(String(policy['policy'])) as PolicyDocument;
}

const boundary = `arn:aws:iam::${account}:policy/backlot/BacklotBoundary`;
const arn = {
  own: `arn:aws:iam::${account}:role/BacklotDeploy`,
  data: `arn:aws:iam::${account}:role/BacklotData`,
  service: `arn:aws:iam::${account}:role/backlot/qa1-tasks-us-east-1`,
  elsewhere: `arn:aws:iam::${account}:role/Developer`,
  instance: `arn:aws:rds:us-east-1:${account}:db:users-20261121-a1b2`,
  snapshot: `arn:aws:rds:us-east-1:${account}:snapshot:backlot-users-20261121-a1b2`,
  key: `arn:aws:kms:us-east-1:${account}:key/1`,
  secret: `arn:aws:secretsmanager:us-east-1:${account}:secret:backlot/qa1/users/app_rw-AbCdEf`,
};
const here = { 'aws:RequestedRegion': 'us-east-1' };
const bounded = { 'iam:PermissionsBoundary': boundary };

type Row = readonly [action: string, resource: string, context?: PolicyQuestion['context']];
const ask = (policy: PolicyDocument, [action, resource, context = here]: Row): boolean =>
  isAllowed(policy, { action, resources: [resource], context });
const words = ([action, resource]: Row): string => `${action} on ${resource.slice(resource.lastIndexOf(':') + 1)}`;

describe('BacklotDeploy', () => {
  const policy = policyIn('qa1.roles', 'BacklotDeploy');
  const allowed: readonly Row[] = [
    ['ec2:CreateVpc', `arn:aws:ec2:us-east-1:${account}:vpc/vpc-1`],
    ['ec2:AuthorizeSecurityGroupIngress', `arn:aws:ec2:us-east-1:${account}:security-group/sg-1`],
    ['rds:CreateDBSubnetGroup', `arn:aws:rds:us-east-1:${account}:subgrp:backlot-data`],
    ['iam:CreateRole', arn.service, bounded],
    ['iam:PutRolePolicy', arn.service, bounded],
    ['ecs:CreateCluster', `arn:aws:ecs:us-east-1:${account}:cluster/qa1`],
    ['route53:CreateHostedZone', '*'],
  ];
  const refused: readonly Row[] = [
    ...['iam:PutRolePolicy', 'iam:AttachRolePolicy', 'iam:UpdateAssumeRolePolicy', 'iam:DeleteRolePolicy'].flatMap(
      (action): Row[] => [
        [action, arn.own, bounded],
        [action, arn.data, bounded],
        [action, arn.elsewhere, bounded],
      ],
    ),
    ['iam:CreatePolicyVersion', boundary],
    ['iam:DeletePolicy', boundary],
    ['iam:CreateRole', arn.service],
    ['iam:CreateRole', arn.service, { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/AdministratorAccess' }],
    ['iam:CreateRole', arn.elsewhere, bounded],
    ['iam:DeleteRolePermissionsBoundary', arn.service],
    ['iam:PassRole', arn.data],
    ['iam:CreateUser', `arn:aws:iam::${account}:user/me`],
    ['iam:CreateAccessKey', `arn:aws:iam::${account}:user/me`],
    ['sts:AssumeRole', arn.data],
    ['rds:DeleteDBInstance', arn.instance],
    ['rds:ModifyDBSnapshotAttribute', arn.snapshot],
    ['secretsmanager:GetSecretValue', arn.secret],
    ['kms:Decrypt', arn.key],
    ['kms:CreateGrant', arn.key],
    ['ec2:RunInstances', `arn:aws:ec2:us-east-1:${account}:instance/*`],
    ['ec2:CreateVpc', `arn:aws:ec2:eu-central-1:${account}:vpc/vpc-1`, { 'aws:RequestedRegion': 'eu-central-1' }],
    ['organizations:LeaveOrganization', '*'],
  ];

  test.each(allowed.map((row) => [words(row), row] as const))('may %s', (_, row) =>
    expect(ask(policy, row)).toBe(true),
  );
  test.each(refused.map((row) => [words(row), row] as const))('may not %s', (_, row) =>
    expect(ask(policy, row)).toBe(false),
  );
});

describe('a role of a blueprint, given everything', () => {
  const policy = toDocument(boundaryRules(account));
  test.each([
    ['iam:CreateRole', arn.service],
    ['iam:AttachRolePolicy', arn.service],
    ['sts:AssumeRole', arn.data],
    ['rds:ModifyDBSnapshotAttribute', arn.snapshot],
    ['kms:PutKeyPolicy', arn.key],
    ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:us-east-1:${account}:secret:backlot/master/users-AbCdEf`],
    ['organizations:LeaveOrganization', '*'],
  ] as const)('may not %s on %s', (...row) => expect(ask(policy, row)).toBe(false));

  test('may work', () => expect(ask(policy, ['s3:GetObject', 'arn:aws:s3:::qa1-lake/x'])).toBe(true));
});

describe('BacklotDns', () => {
  const policy = policyIn('dns.roles', 'BacklotDns');
  const change = (name: string, type: string): Row => [
    'route53:ChangeResourceRecordSets',
    'arn:aws:route53:::hostedzone/Z1',
    {
      'route53:ChangeResourceRecordSetsNormalizedRecordNames': [name],
      'route53:ChangeResourceRecordSetsRecordTypes': [type],
    },
  ];
  test('delegates names below the parent zone', () => expect(ask(policy, change('qa1.acme.example', 'NS'))).toBe(true));
  test.each([
    ['acme.example', 'NS'],
    ['www.acme.example', 'CNAME'],
    ['qa1.other.example', 'NS'],
  ])('does not change %s %s', (name, type) => expect(ask(policy, change(name, type))).toBe(false));
});

describe('BacklotAccounts', () => {
  const policy = policyIn('management.roles', 'BacklotAccounts');
  const own = 'arn:aws:organizations::100000000000:account/o-1/666666666666';
  test('closes accounts that it has made', () =>
    expect(ask(policy, ['organizations:CloseAccount', own, { 'aws:ResourceTag/backlot:operation': '1a2b' }])).toBe(
      true,
    ));
  test('closes no others', () => expect(ask(policy, ['organizations:CloseAccount', own, {}])).toBe(false));
  test.each(['organizations:RemoveAccountFromOrganization', 'organizations:AttachPolicy', 'iam:CreateRole'])(
    'may not %s',
    (action) => expect(ask(policy, [action, own, {}])).toBe(false),
  );
});

test('every role and key of the catalogue fits into what AWS takes', () => {
  const policies = stacks.flatMap((stack) => {
    const { resource } = configurationOf(stack);
    return Object.entries(resource['aws_iam_role_policy'] ?? {}).map(([name, { policy }]) => ({
      name: `${stack.name} ${name}`,
      size: String(policy).replaceAll('${var.accountId}', account).length,
    }));
  });
  expect(policies.length).toBeGreaterThan(12);
  expect(policies.filter(({ size }) => size > 10_240)).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { maskPlan } from '../../domain/stacks/mask-sensitive.js';
import { summarizePlan } from '../../domain/stacks/summarize-plan.js';
import type { ResourceChange } from '../../domain/stacks/terraform-plan.js';

/** A change as `terraform show -json` tells it. */
function change(address: string, actions: string[], after: object | null = {}, more: object = {}): ResourceChange {
  const type = address.split('.')[0] ?? '';
  return { address, type, mode: 'managed', change: { actions, before: null, after, ...more } };
}

const policy = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });

describe('the summary of a plan', () => {
  test('counts what it does, deletions first, and leaves out what it only reads', () => {
    const summary = summarizePlan({
      resource_changes: [
        change('aws_vpc.vpc', ['no-op']),
        change('aws_vpc.found', ['no-op'], {}, { importing: { id: 'vpc-1' } }),
        change('aws_subnet.b', ['create']),
        change('aws_subnet.a', ['create']),
        change('aws_kms_alias.data', ['update']),
        change('aws_vpc_endpoint.sts', ['delete', 'create']),
        change('aws_security_group.old', ['delete'], null),
        change('aws_iam_role.gone', ['forget'], null),
        { ...change('data.aws_route53_zone.parent', ['read']), type: 'aws_route53_zone', mode: 'data' },
      ],
    });
    expect(summary).toEqual({
      counts: { delete: 1, replace: 1, forget: 1, update: 1, create: 2, import: 1 },
      changes: [
        { address: 'aws_security_group.old', type: 'aws_security_group', action: 'delete' },
        { address: 'aws_vpc_endpoint.sts', type: 'aws_vpc_endpoint', action: 'replace' },
        { address: 'aws_iam_role.gone', type: 'aws_iam_role', action: 'forget' },
        { address: 'aws_kms_alias.data', type: 'aws_kms_alias', action: 'update' },
        { address: 'aws_subnet.a', type: 'aws_subnet', action: 'create' },
        { address: 'aws_subnet.b', type: 'aws_subnet', action: 'create' },
        { address: 'aws_vpc.found', type: 'aws_vpc', action: 'import' },
      ],
      risks: [],
      destructive: true,
    });
  });

  test('shows the first changes of many and counts them all', () => {
    const many = Array.from({ length: 80 }, (_, index) => change(`aws_subnet.s${index}`, ['create']));
    const { counts, changes, destructive } = summarizePlan({ resource_changes: many });
    expect(counts).toEqual({ create: 80 });
    expect(changes).toHaveLength(50);
    expect(destructive).toBe(false);
  });

  test('tells the loss of data before everything else', () => {
    const { risks } = summarizePlan({
      resource_changes: [
        change('aws_vpc_security_group_ingress_rule.open', ['create'], { cidr_ipv4: '0.0.0.0/0' }),
        change('aws_s3_bucket.lake', ['delete', 'create']),
        change('aws_kms_key.data', ['delete'], null),
        change('aws_subnet.plain', ['delete'], null),
      ],
    });
    expect(risks).toEqual([
      'deletes the key, and with it all that it encrypts: aws_kms_key.data',
      'replaces the bucket: aws_s3_bucket.lake',
      'lets the whole internet in: aws_vpc_security_group_ingress_rule.open',
    ]);
  });

  test.each([
    ['aws_vpc_security_group_ingress_rule.in', { cidr_ipv6: '::/0' }, /whole internet/],
    ['aws_security_group_rule.in', { type: 'ingress', cidr_blocks: ['10.0.0.0/8', '0.0.0.0/0'] }, /whole internet/],
    ['aws_security_group.in', { ingress: [{ cidr_blocks: ['0.0.0.0/0'] }] }, /whole internet/],
    ['aws_db_instance.users', { publicly_accessible: true }, /reachable from the internet/],
    ['aws_s3_bucket_acl.web', { acl: 'public-read' }, /makes a bucket public/],
    ['aws_s3_bucket_public_access_block.web', { block_public_acls: true, block_public_policy: false }, /become public/],
    ['aws_iam_role_policy.all', { policy: policy({ Effect: 'Allow', Action: '*', Resource: '*' }) }, /every action/],
    ['aws_iam_policy.all', { policy: policy({ Effect: 'Allow', Action: ['s3:Get*', '*'] }) }, /every action/],
    ['aws_vpc_endpoint.open', { policy: policy({ Effect: 'Allow', Action: '*' }) }, /every action/],
    ['aws_s3_bucket_policy.web', { policy: policy({ Effect: 'Allow', Principal: '*' }) }, /allows everybody/],
    ['aws_kms_key.open', { policy: policy({ Effect: 'Allow', Principal: { AWS: ['*'] } }) }, /allows everybody/],
  ])('%s with %j is a risk', (address, after, risk) => {
    for (const action of ['create', 'update']) {
      expect(summarizePlan({ resource_changes: [change(address, [action], after)] }).risks).toEqual([
        expect.stringMatching(risk),
      ]);
    }
    expect(summarizePlan({ resource_changes: [change(address, ['no-op'], after)] }).risks).toEqual([]);
  });

  test.each([
    ['aws_vpc_security_group_egress_rule.out', { cidr_ipv4: '0.0.0.0/0' }],
    ['aws_security_group_rule.out', { type: 'egress', cidr_blocks: ['0.0.0.0/0'] }],
    ['aws_vpc_security_group_ingress_rule.in', { cidr_ipv4: '10.0.0.0/8' }],
    ['aws_s3_bucket_policy.tls', { policy: policy({ Effect: 'Deny', Principal: '*', Action: '*' }) }],
    ['aws_vpc_endpoint.sts', { policy: policy({ Effect: 'Allow', Principal: '*', Action: 's3:*', Condition: {} }) }],
    ['aws_vpc_endpoint.own', { policy: policy({ Effect: 'Allow', Principal: '*', Action: '*', Condition: {} }) }],
    ['aws_iam_policy.known_after_apply', { policy: undefined }],
    ['aws_iam_policy.broken', { policy: 'no JSON' }],
  ])('%s with %j is none', (address, after) => {
    expect(summarizePlan({ resource_changes: [change(address, ['create'], after)] }).risks).toEqual([]);
  });
});

test('a stored plan shows nothing that Terraform calls sensitive', () => {
  const stored = maskPlan({
    resource_changes: [
      change(
        'aws_db_instance.users',
        ['update'],
        { password: 'new', port: 5432, tags: { a: 'public', b: 'hidden' }, list: ['one', 'two'] },
        {
          before: { password: 'old', port: 5432 },
          before_sensitive: { password: true },
          after_sensitive: { password: true, tags: { b: true }, list: [false, true] },
        },
      ),
      change('aws_ssm_parameter.all', ['create'], { value: 'all of it' }, { after_sensitive: true }),
    ],
  });
  expect(stored.resource_changes?.map(({ change: { before, after } }) => ({ before, after }))).toEqual([
    {
      before: { password: '(sensitive)', port: 5432 },
      after: {
        password: '(sensitive)',
        port: 5432,
        tags: { a: 'public', b: '(sensitive)' },
        list: ['one', '(sensitive)'],
      },
    },
    { before: null, after: '(sensitive)' },
  ]);
});

import { rdsArns } from './arns.js';
import { sentTo } from './conditions.js';
import type { AccountScope } from './policy-scope.js';
import type { PolicyRule } from './policy-document.js';

/** What finders need to see everything that is in an account: lists, names and tags, and nothing that is in there. */
export function finderRules(environment: AccountScope): PolicyRule[] {
  const { id, regions } = environment;
  return [
    {
      sid: 'ListWithoutNames',
      why: 'what an apply that died has left, and what is to go, is found by lists; AWS knows no narrower resource for them',
      actions: [
        ...['iam:ListRoles', 'iam:ListPolicies', 'kms:ListKeys', 'route53:ListHostedZones', 's3:ListAllMyBuckets'],
        ...['secretsmanager:ListSecrets', 'logs:DescribeLogGroups'],
        ...['athena:ListWorkGroups', 'ecs:ListClusters', 'sqs:ListQueues'],
      ],
      resources: ['*'],
    },
    {
      sid: 'ReadTags',
      why: 'tags tell whose something is',
      actions: [
        ...['iam:ListRoleTags', 'iam:ListRolePolicies', 'iam:ListAttachedRolePolicies', 'iam:ListPolicyTags'],
        ...['s3:GetBucketTagging', 'athena:ListTagsForResource', 'ecs:DescribeClusters', 'sqs:ListQueueTags'],
        ...['glue:GetDatabases', 'budgets:ViewBudget'],
      ],
      resources: [
        ...[`arn:aws:iam::${id}:role/*`, `arn:aws:iam::${id}:policy/*`, 'arn:aws:s3:::*'],
        ...[`arn:aws:athena:*:${id}:workgroup/*`, `arn:aws:ecs:*:${id}:cluster/*`, `arn:aws:sqs:*:${id}:*`],
        ...[`arn:aws:glue:*:${id}:catalog`, `arn:aws:glue:*:${id}:database/*`, `arn:aws:budgets::${id}:budget/*`],
      ],
    },
    {
      sid: 'DescribeDatabases',
      why: 'databases and what belongs to them are seen, and left to BacklotData',
      actions: [
        ...['rds:DescribeDBInstances', 'rds:DescribeDBSnapshots', 'rds:DescribeDBParameterGroups'],
        ...['rds:DescribeDBSubnetGroups', 'rds:ListTagsForResource'],
      ],
      resources: (['db', 'snapshot', 'pg', 'subgrp'] as const).flatMap((kind) => rdsArns(environment, kind, '*')),
      conditions: sentTo(...regions),
    },
    {
      sid: 'EmptyZone',
      why: 'a zone can be deleted only when nobody’s records are left in it',
      actions: ['route53:ChangeResourceRecordSets'],
      resources: ['arn:aws:route53:::hostedzone/*'],
      conditions: { 'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsActions': 'DELETE' } },
    },
  ];
}

import type { PolicyRule } from './policy-document.js';

/** What BacklotRead may do in any account: describe, for people on a laptop. It reads no secret and no object. */
export function readRules(accountId: string): PolicyRule[] {
  const rds = (kind: string) => `arn:aws:rds:*:${accountId}:${kind}:*`;
  return [
    {
      sid: 'DescribeDatabases',
      why: 'shows what exists and whose it is',
      actions: [
        ...['rds:DescribeDBInstances', 'rds:DescribeDBSnapshots', 'rds:DescribeDBSnapshotAttributes'],
        ...['rds:DescribeDBParameterGroups', 'rds:DescribeDBParameters', 'rds:ListTagsForResource'],
      ],
      resources: ['db', 'snapshot', 'pg'].map(rds),
    },
    {
      sid: 'DescribeKeys',
      why: 'shows a key’s state and policy, never what it encrypted',
      actions: ['kms:DescribeKey', 'kms:GetKeyPolicy'],
      resources: [`arn:aws:kms:*:${accountId}:key/*`],
    },
    {
      sid: 'ReadNames',
      why: 'shows where names point',
      actions: ['route53:ListResourceRecordSets'],
      resources: ['arn:aws:route53:::hostedzone/*'],
    },
    {
      sid: 'ListWithoutNames',
      why: 'lists of what AWS knows no narrower resource for; of secrets the names, not the values',
      actions: [
        ...['ec2:DescribeSecurityGroups', 'rds:DescribeAccountAttributes', 'kms:ListAliases'],
        ...['route53:ListHostedZonesByName', 'secretsmanager:ListSecrets'],
      ],
      resources: ['*'],
    },
  ];
}

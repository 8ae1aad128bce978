import { rdsArns } from './arns.js';
import { sentTo } from './conditions.js';
import type { AccountScope } from './policy-scope.js';
import type { PolicyRule } from './policy-document.js';

/** Looking at instances and snapshots of an account. Listing them needs all of them: AWS filters after it has asked. */
export function lookAtDatabases(account: AccountScope): PolicyRule {
  return {
    sid: 'LookAtDatabases',
    why: 'every step looks first, so that it may run twice; describing changes nothing',
    actions: ['rds:DescribeDBInstances', 'rds:DescribeDBSnapshots'],
    resources: [...rdsArns(account, 'db', '*'), ...rdsArns(account, 'snapshot', '*')],
  };
}

/** Looking at a security group before something is put into it. */
export function lookAtSecurityGroups(account: AccountScope): PolicyRule {
  return {
    sid: 'LookAtSecurityGroups',
    why: 'finds the group that a restored instance is put into by its name; EC2 knows no narrower resource for it',
    actions: ['ec2:DescribeSecurityGroups'],
    resources: ['*'],
    conditions: sentTo(...account.regions),
  };
}

/** Looking at how far the quotas of RDS are used. */
export function lookAtQuotas(account: AccountScope): PolicyRule {
  return {
    sid: 'LookAtQuotas',
    why: 'nothing is started that would end at a quota; RDS knows no narrower resource for it',
    actions: ['rds:DescribeAccountAttributes'],
    resources: ['*'],
    conditions: sentTo(...account.regions),
  };
}

/** Looking for parameter groups that nobody owns any more. */
export function lookAtParameterGroups(account: AccountScope): PolicyRule {
  return {
    sid: 'LookAtParameterGroups',
    why: 'the sweep looks for groups of ours whose instance is gone, and reads their tags',
    actions: ['rds:DescribeDBParameterGroups', 'rds:ListTagsForResource'],
    resources: rdsArns(account, 'pg', '*'),
  };
}

/** Looking for secrets that nobody owns any more. */
export function lookAtSecrets(account: AccountScope): PolicyRule {
  return {
    sid: 'ListSecrets',
    why: 'the sweep looks for master passwords of instances that are gone; names and tags only, no values',
    actions: ['secretsmanager:ListSecrets'],
    resources: ['*'],
    conditions: sentTo(...account.regions),
  };
}

/** An instance with raw or scrubbed data is never made reachable from the Internet. */
export function neverPublic(account: AccountScope): PolicyRule {
  return {
    sid: 'NeverPublic',
    why: 'no instance is ever given a public address, whatever another statement allows',
    effect: 'Deny',
    actions: ['rds:RestoreDBInstanceFromDBSnapshot', 'rds:RestoreDBInstanceToPointInTime', 'rds:ModifyDBInstance'],
    resources: rdsArns(account, 'db', '*'),
    conditions: { Bool: { 'rds:PubliclyAccessible': 'true' } },
  };
}

/** Lets S3 say that an object of a bucket is not there. */
export function tellMissing(bucketArn: string): PolicyRule {
  return {
    sid: 'TellMissingFromForbidden',
    why: 'without it S3 answers “forbidden” for an object that does not exist',
    actions: ['s3:ListBucket'],
    resources: [bucketArn],
  };
}

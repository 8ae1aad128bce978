import { wellKnown } from '../../domain/names.js';
import { keyArns, rdsArns, roleArn } from './arns.js';
import { blueprintPath } from './boundary-rules.js';
import { allOf, sentTo } from './conditions.js';
import type { PolicyRule } from './policy-document.js';
import type { AccountScope, PolicyScope } from './policy-scope.js';
import { tellMissing } from './shared-rules.js';
import { hasAlias } from './through-rds.js';

/**
 * What BacklotRead may do in an environment so that Terraform can compare the stacks that every blueprint has with what is
 * there: it reads settings, names and tags, and nothing that is kept in any of it.
 */
export function readStackRules(environment: AccountScope): PolicyRule[] {
  const { id, regions } = environment;
  return [
    {
      sid: 'LookAtNetworks',
      why: 'a plan reads networks and the guard of disks before it compares; EC2 knows no narrower resource for it',
      actions: [
        ...['ec2:DescribeVpcs', 'ec2:DescribeVpcAttribute', 'ec2:DescribeSubnets', 'ec2:DescribeRouteTables'],
        ...['ec2:DescribeNetworkAcls', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSecurityGroupRules'],
        ...['ec2:DescribeInternetGateways', 'ec2:DescribeNatGateways', 'ec2:DescribeAddresses'],
        ...['ec2:DescribeAddressesAttribute', 'ec2:DescribeVpcEndpoints', 'ec2:DescribePrefixLists'],
        ...['ec2:DescribeNetworkInterfaces', 'ec2:DescribeAvailabilityZones', 'ec2:GetEbsEncryptionByDefault'],
      ],
      resources: ['*'],
      conditions: sentTo(...regions),
    },
    {
      sid: 'LookAtKeys',
      why: 'a plan compares rotation and tags of keys',
      actions: ['kms:GetKeyRotationStatus', 'kms:ListResourceTags'],
      resources: keyArns(environment),
    },
    {
      sid: 'LookAtSubnetGroup',
      why: 'a plan compares the subnets that generations stand in',
      actions: ['rds:DescribeDBSubnetGroups', 'rds:ListTagsForResource'],
      resources: rdsArns(environment, 'subgrp', wellKnown.subnetGroup),
    },
    {
      sid: 'LookAtZone',
      why: 'a plan compares the zone, its networks and its tags',
      actions: ['route53:GetHostedZone', 'route53:ListTagsForResource'],
      resources: ['arn:aws:route53:::hostedzone/*'],
    },
    {
      sid: 'LookAtAccount',
      why: 'a plan compares the account’s alias and the guard of its buckets; neither has a narrower resource',
      actions: ['iam:ListAccountAliases', 's3:GetAccountPublicAccessBlock'],
      resources: ['*'],
    },
    {
      sid: 'LookAtBudget',
      why: 'a plan compares the budget and who is told',
      actions: ['budgets:ViewBudget', 'budgets:ListTagsForResource'],
      resources: [`arn:aws:budgets::${id}:budget/backlot-*`],
    },
    {
      sid: 'LookAtRoles',
      why: 'a plan compares Backlot’s own roles, those of blueprints, and the boundary',
      actions: [
        ...['iam:GetRole', 'iam:GetRolePolicy', 'iam:ListRolePolicies', 'iam:ListAttachedRolePolicies'],
        ...['iam:GetPolicy', 'iam:GetPolicyVersion'],
      ],
      resources: [
        ...[roleArn(id, 'Backlot*'), roleArn(id, `${blueprintPath.slice(1)}*`)],
        `arn:aws:iam::${id}:policy${blueprintPath}*`,
      ],
    },
  ];
}

/** What BacklotRead may do in the builder account: read Terraform's states, and nothing else of the bucket. */
export function readStateRules({ builder, state }: PolicyScope): PolicyRule[] {
  const bucket = `arn:aws:s3:::${state.bucket}`;
  return [
    {
      sid: 'ReadTerraformStates',
      why: 'a plan begins with what the last apply has left; plans, logs, reports and fleets are not read',
      actions: ['s3:GetObject'],
      resources: [`${bucket}/terraform/*.tfstate`],
    },
    tellMissing(bucket),
    {
      sid: 'ReadUnderStateKey',
      why: 'the states are encrypted under the state key; S3 alone asks it, and nothing is written',
      actions: ['kms:Decrypt'],
      resources: keyArns({ id: builder.id, regions: [state.region] }),
      conditions: allOf(hasAlias(state.kmsKey), {
        StringEquals: { 'kms:ViaService': `s3.${state.region}.amazonaws.com` },
      }),
    },
  ];
}

/** What BacklotRead may do in the account of the parent zone: see what is delegated. */
export function readDelegationRules(): PolicyRule[] {
  return [
    {
      sid: 'LookAtDelegations',
      why: 'a plan finds the parent zone by its name and compares what is delegated; lists have no narrower resource',
      actions: ['route53:ListHostedZones'],
      resources: ['*'],
    },
    {
      sid: 'LookAtZone',
      why: 'a plan compares the zone, its networks and its tags',
      actions: ['route53:GetHostedZone', 'route53:ListTagsForResource'],
      resources: ['arn:aws:route53:::hostedzone/*'],
    },
  ];
}

/** What BacklotRead may do in the management account: find the account of an environment whose file names none. */
export function readDirectoryRules(): PolicyRule[] {
  return [
    {
      sid: 'FindAccounts',
      why: 'an account that Backlot has made is told by its tags; Organizations knows no narrower resource for the list',
      actions: ['organizations:ListAccounts', 'organizations:ListTagsForResource'],
      resources: ['*'],
    },
  ];
}

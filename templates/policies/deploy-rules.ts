import { wellKnown } from '../../domain/names.js';
import { tagKeys } from '../../domain/tags.js';
import { keyArns, roleArn } from './arns.js';
import { blueprintPath, boundaryArn } from './boundary-rules.js';
import { allOf, sentTo } from './conditions.js';
import { finderRules } from './finder-rules.js';
import type { AccountScope } from './policy-scope.js';
import type { PolicyRule } from './policy-document.js';

/** Roles of Backlot's that an account keeps. */
const lastingRoles = ['BacklotDeploy', 'BacklotData', 'BacklotRead', 'BacklotRoll'];

/**
 * What BacklotDeploy may do in one environment: make, change and delete what the built-in stacks hold. Blueprints ask for
 * more, which the last rules keep away from rights and data.
 */
export function deployRules(environment: AccountScope): PolicyRule[] {
  return [
    ...networkRules(environment),
    ...keyRules(environment),
    ...databaseRules(environment),
    ...zoneRules(),
    ...accountRules(environment),
    ...roleRules(environment),
    ...finderRules(environment),
    ...guardRules(environment),
  ];
}

function networkRules({ regions }: AccountScope): PolicyRule[] {
  return [
    {
      sid: 'LookAtNetworks',
      why: 'Terraform reads what it made before each plan; EC2 knows no narrower resource for it',
      actions: ['ec2:Describe*', 'ec2:GetEbsEncryptionByDefault'],
      resources: ['*'],
      conditions: sentTo(...regions),
    },
    {
      sid: 'MakeNetworks',
      why: 'the network stack: VPC, subnets, routes, endpoints and security groups, and no machine',
      actions: [
        ...['ec2:*Vpc', 'ec2:*VpcAttribute', 'ec2:*VpcEndpoint', 'ec2:*VpcEndpoints', 'ec2:*Subnet'],
        ...['ec2:*SubnetAttribute', 'ec2:*RouteTable', 'ec2:*Route', 'ec2:*InternetGateway', 'ec2:*NatGateway'],
        ...['ec2:*SecurityGroup', 'ec2:*SecurityGroupIngress', 'ec2:*SecurityGroupEgress'],
        ...['ec2:ModifySecurityGroupRules', 'ec2:*Address', 'ec2:CreateTags', 'ec2:DeleteTags'],
        ...['ec2:EnableEbsEncryptionByDefault', 'ec2:DisableEbsEncryptionByDefault'],
      ],
      resources: ['*'],
      conditions: sentTo(...regions),
    },
  ];
}

function keyRules(environment: AccountScope): PolicyRule[] {
  return [
    {
      sid: 'MakeKeys',
      why: 'a key is made with tags of ours; KMS knows no resource for one that does not exist yet',
      actions: ['kms:CreateKey'],
      resources: ['*'],
      conditions: allOf(sentTo(...environment.regions), { Null: { [`aws:RequestTag/${tagKeys.stack}`]: 'false' } }),
    },
    {
      sid: 'KeepKeys',
      why: 'keeps policy, rotation and aliases of keys; nothing is encrypted or read with them',
      actions: [
        ...['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:GetKeyRotationStatus', 'kms:ListResourceTags'],
        ...['kms:PutKeyPolicy', 'kms:UpdateKeyDescription', 'kms:EnableKeyRotation', 'kms:TagResource'],
        ...['kms:UntagResource', 'kms:ScheduleKeyDeletion', 'kms:CreateAlias', 'kms:UpdateAlias', 'kms:DeleteAlias'],
      ],
      resources: [
        ...keyArns(environment),
        ...environment.regions.map((region) => `arn:aws:kms:${region}:${environment.id}:alias/*`),
      ],
    },
    {
      sid: 'ListAliases',
      why: 'Terraform finds an alias by listing them all',
      actions: ['kms:ListAliases'],
      resources: ['*'],
    },
  ];
}

function databaseRules({ id, regions }: AccountScope): PolicyRule[] {
  return [
    {
      sid: 'MakeSubnetGroup',
      why: 'says which subnets generations stand in; instances and snapshots are not the blueprints’ business',
      actions: ['rds:*DBSubnetGroup', 'rds:*DBSubnetGroups', 'rds:*TagsToResource', 'rds:*TagsForResource'],
      resources: regions.map((region) => `arn:aws:rds:${region}:${id}:subgrp:${wellKnown.subnetGroup}`),
    },
  ];
}

function zoneRules(): PolicyRule[] {
  return [
    {
      sid: 'MakeZone',
      why: 'Route 53 names a zone only once it exists, and is one service for all regions',
      actions: ['route53:CreateHostedZone', 'route53:ListHostedZonesByName', 'ec2:DescribeVpcs'],
      resources: ['*'],
    },
    {
      sid: 'KeepZone',
      why: 'keeps the zone; the names in it are moved by BacklotData',
      actions: [
        ...['route53:GetHostedZone', 'route53:DeleteHostedZone', 'route53:UpdateHostedZoneComment'],
        ...['route53:ChangeTagsForResource', 'route53:ListTagsForResource', 'route53:GetChange'],
        ...['route53:AssociateVPCWithHostedZone', 'route53:DisassociateVPCFromHostedZone'],
        // Before it deletes a zone, Terraform looks whether the zone's answers are signed.
        ...['route53:ListResourceRecordSets', 'route53:GetDNSSEC'],
      ],
      resources: ['arn:aws:route53:::hostedzone/*', 'arn:aws:route53:::change/*'],
    },
  ];
}

function accountRules({ id }: AccountScope): PolicyRule[] {
  return [
    {
      sid: 'NameAccount',
      why: 'the account’s alias, and that none of its buckets can be public; neither has a narrower resource',
      actions: [
        ...['iam:CreateAccountAlias', 'iam:DeleteAccountAlias', 'iam:ListAccountAliases'],
        ...['s3:GetAccountPublicAccessBlock', 's3:PutAccountPublicAccessBlock'],
      ],
      resources: ['*'],
    },
    {
      sid: 'WatchCosts',
      why: 'raises an alarm before the month’s budget is spent',
      actions: ['budgets:ViewBudget', 'budgets:ModifyBudget', 'budgets:*Resource', 'budgets:ListTagsForResource'],
      resources: [`arn:aws:budgets::${id}:budget/backlot-*`],
    },
  ];
}

function roleRules({ id }: AccountScope): PolicyRule[] {
  const ours = [`arn:aws:iam::${id}:role${blueprintPath}*`];
  return [
    {
      sid: 'MakeBoundedRoles',
      why: 'a blueprint’s roles are below the path and within the boundary from birth, and stay within it',
      actions: ['iam:CreateRole', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy', 'iam:AttachRolePolicy'],
      resources: ours,
      conditions: { StringEquals: { 'iam:PermissionsBoundary': boundaryArn(id) } },
    },
    {
      sid: 'KeepRoles',
      why: 'reads, narrows, hands to services and deletes the roles below the path',
      actions: [
        ...['iam:GetRole', 'iam:GetRolePolicy', 'iam:ListRolePolicies', 'iam:ListAttachedRolePolicies'],
        ...['iam:ListInstanceProfilesForRole', 'iam:UpdateAssumeRolePolicy', 'iam:UpdateRole', 'iam:TagRole'],
        ...['iam:UntagRole', 'iam:DeleteRolePolicy', 'iam:DetachRolePolicy', 'iam:DeleteRole', 'iam:PassRole'],
      ],
      resources: ours,
    },
    {
      sid: 'EndBootstrap',
      why: 'the role that made the account’s roles goes when they are there; it cannot delete itself',
      actions: [
        ...['iam:GetRole', 'iam:ListRolePolicies', 'iam:ListAttachedRolePolicies'],
        ...['iam:DetachRolePolicy', 'iam:DeleteRolePolicy', 'iam:DeleteRole'],
      ],
      resources: [roleArn(id, 'BacklotBootstrap')],
    },
    {
      sid: 'LetServicesWork',
      why: 'some services bring a role of AWS’s own, which they make when first used',
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [`arn:aws:iam::${id}:role/aws-service-role/*`],
    },
  ];
}

/** What no rule that a blueprint brings can undo. */
function guardRules({ id }: AccountScope): PolicyRule[] {
  return [
    {
      sid: 'NeverOwnRights',
      why: 'Backlot’s own roles and the boundary are changed by people alone',
      effect: 'Deny',
      actions: ['iam:*'],
      resources: [...lastingRoles.map((role) => roleArn(id, role)), boundaryArn(id)],
    },
    {
      sid: 'NeverBecomeBootstrap',
      why: 'the role that may do everything is only ever taken away',
      effect: 'Deny',
      actions: [
        ...['iam:Create*', 'iam:Put*', 'iam:Attach*', 'iam:Update*', 'iam:Add*', 'iam:Tag*', 'iam:Untag*'],
        'iam:PassRole',
      ],
      resources: [roleArn(id, 'BacklotBootstrap')],
    },
    {
      sid: 'NeverUnbound',
      why: 'a role that has lost its boundary could do everything',
      effect: 'Deny',
      actions: ['iam:DeleteRolePermissionsBoundary', 'iam:CreateUser', 'iam:CreateAccessKey'],
      resources: ['*'],
    },
    {
      sid: 'NeverData',
      why: 'databases, their snapshots and passwords are for BacklotData alone',
      effect: 'Deny',
      actions: [
        ...['rds:*DBInstance', 'rds:*DBSnapshot', 'rds:*DBSnapshotAttribute', 'rds:StartExportTask'],
        ...['rds:RestoreDBInstance*', 'secretsmanager:GetSecretValue', 'kms:Decrypt', 'kms:CreateGrant'],
      ],
      resources: ['*'],
    },
  ];
}

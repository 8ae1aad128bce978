import { roleArn } from './arns.js';
import type { PolicyRule } from './policy-document.js';

/** The path of every role and policy that a blueprint makes. */
export const blueprintPath = '/backlot/';

/** The managed policy that bounds every role of a blueprint. */
export const boundaryName = 'BacklotBoundary';

/** Names the boundary of an account. */
export function boundaryArn(accountId: string): string {
  return `arn:aws:iam::${accountId}:policy${blueprintPath}${boundaryName}`;
}

/**
 * The most that a role which a blueprint makes can ever do, whatever policy it is given: everything in its own account,
 * but nothing that would widen rights, let data out of the account, or touch what is Backlot's.
 */
export function boundaryRules(accountId: string): PolicyRule[] {
  return [
    {
      sid: 'WithinItsPolicies',
      why: 'a boundary only bounds: each role is given what it needs by policies of its own',
      actions: ['*'],
      resources: ['*'],
    },
    {
      sid: 'NoRights',
      why: 'a workload changes no rights: not its own, not others’, and not the account’s place in the organisation',
      effect: 'Deny',
      actions: ['iam:*', 'organizations:*', 'account:*', 'sso:*', 'identitystore:*'],
      resources: ['*'],
    },
    {
      sid: 'NoOtherRoles',
      why: 'a workload does not become one of Backlot’s roles',
      effect: 'Deny',
      actions: ['sts:AssumeRole'],
      resources: [roleArn(accountId, 'Backlot*')],
    },
    {
      sid: 'NoWayOut',
      why: 'databases, disks, images and keys are not shared with other accounts, nor exported',
      effect: 'Deny',
      actions: [
        ...['rds:ModifyDBSnapshotAttribute', 'rds:ModifyDBClusterSnapshotAttribute', 'rds:StartExportTask'],
        ...['ec2:ModifySnapshotAttribute', 'ec2:ModifyImageAttribute', 'ram:CreateResourceShare'],
        ...['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'],
      ],
      resources: ['*'],
    },
    {
      sid: 'NoSecretsOfBacklot',
      why: 'master passwords are for Backlot alone; a workload gets the secrets of its application roles',
      effect: 'Deny',
      actions: ['secretsmanager:*'],
      resources: [`arn:aws:secretsmanager:*:${accountId}:secret:backlot/master/*`],
    },
  ];
}

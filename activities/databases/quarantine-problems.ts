import type { DBInstance } from '@aws-sdk/client-rds';
import { BacklotError } from '../../domain/errors.js';
import { wellKnown } from '../../domain/names.js';

/** What an instance in quarantine must have. */
export interface QuarantineNeeds {
  /** Id of the only security group. */
  readonly securityGroup: string;
  /** Name of the only parameter group. */
  readonly parameterGroup: string;
}

/**
 * Says by what an instance could be reached, act, or be copied by AWS itself; nothing when it is in quarantine. Asked
 * before the first SQL and again at every connection, because whoever may modify instances can undo any of it.
 */
export function quarantineProblems(found: DBInstance, needs: QuarantineNeeds): string[] {
  const securityGroups = (found.VpcSecurityGroups ?? []).map(({ VpcSecurityGroupId }) => VpcSecurityGroupId);
  const parameterGroups = found.DBParameterGroups ?? [];
  const activityStream = found.ActivityStreamStatus ?? 'stopped';
  return Object.entries({
    'public access': found.PubliclyAccessible === true,
    'no encryption': found.StorageEncrypted !== true,
    'backups kept': (found.BackupRetentionPeriod ?? 0) !== 0,
    'backups elsewhere': (found.DBInstanceAutomatedBackupsReplications ?? []).length > 0,
    'a backup plan': found.AwsBackupRecoveryPointArn !== undefined,
    'read replicas': (found.ReadReplicaDBInstanceIdentifiers ?? []).length > 0,
    'tags copied to snapshots': found.CopyTagsToSnapshot === true,
    'tags that are not ours': (found.TagList ?? []).some(({ Key }) => Key?.startsWith('backlot:') !== true),
    'performance insights': found.PerformanceInsightsEnabled === true,
    'enhanced monitoring': (found.MonitoringInterval ?? 0) !== 0,
    'log exports': (found.EnabledCloudwatchLogsExports ?? []).length > 0,
    'an activity stream': activityStream !== 'stopped',
    'associated roles': (found.AssociatedRoles ?? []).length > 0,
    'logins by IAM': found.IAMDatabaseAuthenticationEnabled === true,
    'other security groups': securityGroups.length !== 1 || securityGroups[0] !== needs.securityGroup,
    'other subnets': found.DBSubnetGroup?.DBSubnetGroupName !== wellKnown.subnetGroup,
    'another parameter group':
      parameterGroups.length !== 1 || parameterGroups[0]?.DBParameterGroupName !== needs.parameterGroup,
  })
    .filter(([, bad]) => bad)
    .map(([what]) => what);
}

/** The refusal to work on an instance that others could reach or copy. */
export function notInQuarantine(instance: string, problems: readonly string[]): BacklotError {
  return new BacklotError(
    'GuardRefused',
    `Instance ${instance} is not in quarantine (${problems.join(', ')}), so no SQL was sent to it. ` +
      'Something changed it after the restore: find out what, then start again.',
  );
}

import type { DBInstance } from '@aws-sdk/client-rds';
import { describe, expect, test } from 'vitest';
import { quarantineProblems } from '../../activities/databases/quarantine-problems.js';
import { markOf } from '../../activities/scrub/run-mark.js';

const needs = { securityGroup: 'sg-quarantine', parameterGroup: 'backlot-users-op-1-quarantine' };

const quarantined: DBInstance = {
  PubliclyAccessible: false,
  StorageEncrypted: true,
  BackupRetentionPeriod: 0,
  CopyTagsToSnapshot: false,
  TagList: [{ Key: 'backlot:kind', Value: 'quarantine' }],
  PerformanceInsightsEnabled: false,
  MonitoringInterval: 0,
  ActivityStreamStatus: 'stopped',
  IAMDatabaseAuthenticationEnabled: false,
  VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-quarantine', Status: 'active' }],
  DBSubnetGroup: { DBSubnetGroupName: 'backlot-data' },
  DBParameterGroups: [{ DBParameterGroupName: 'backlot-users-op-1-quarantine' }],
};

describe('an instance in quarantine', () => {
  test('has no problem', () => {
    expect(quarantineProblems(quarantined, needs)).toEqual([]);
  });

  test.each<[DBInstance, string]>([
    [{ PubliclyAccessible: true }, 'public access'],
    [{ StorageEncrypted: false }, 'no encryption'],
    [{ BackupRetentionPeriod: 1 }, 'backups kept'],
    [{ DBInstanceAutomatedBackupsReplications: [{ DBInstanceAutomatedBackupsArn: 'arn' }] }, 'backups elsewhere'],
    [{ AwsBackupRecoveryPointArn: 'arn' }, 'a backup plan'],
    [{ ReadReplicaDBInstanceIdentifiers: ['replica'] }, 'read replicas'],
    [{ CopyTagsToSnapshot: true }, 'tags copied to snapshots'],
    [{ TagList: [{ Key: 'backup', Value: 'daily' }] }, 'tags that are not ours'],
    [{ PerformanceInsightsEnabled: true }, 'performance insights'],
    [{ MonitoringInterval: 60 }, 'enhanced monitoring'],
    [{ EnabledCloudwatchLogsExports: ['postgresql'] }, 'log exports'],
    [{ ActivityStreamStatus: 'started' }, 'an activity stream'],
    [{ AssociatedRoles: [{ RoleArn: 'arn' }] }, 'associated roles'],
    [{ IAMDatabaseAuthenticationEnabled: true }, 'logins by IAM'],
    [{ VpcSecurityGroups: [] }, 'other security groups'],
    [
      { VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-quarantine' }, { VpcSecurityGroupId: 'sg-open' }] },
      'other security groups',
    ],
    [{ DBSubnetGroup: { DBSubnetGroupName: 'public' } }, 'other subnets'],
    [{ DBParameterGroups: [] }, 'another parameter group'],
    [{ DBParameterGroups: [{ DBParameterGroupName: 'default.postgres18' }] }, 'another parameter group'],
  ])('is told from one with %j', (change, problem) => {
    expect(quarantineProblems({ ...quarantined, ...change }, needs)).toEqual([problem]);
  });
});

describe('the mark of a run', () => {
  const key = new Uint8Array(32).fill(1);

  test('is a plain name, and the same for one run on one instance', () => {
    expect(markOf(key, 'db-A', 'run')).toMatch(/^backlot_run_[0-9a-f]{24}$/);
    expect(markOf(key, 'db-A', 'run')).toBe(markOf(key, 'db-A', 'run'));
  });

  test('differs by instance, run and key', () => {
    const marks = [
      markOf(key, 'db-A', 'run'),
      markOf(key, 'db-B', 'run'),
      markOf(key, 'db-A', 'other'),
      markOf(new Uint8Array(32), 'db-A', 'run'),
    ];
    expect(new Set(marks).size).toBe(marks.length);
  });
});

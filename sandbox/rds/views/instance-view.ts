import type { Parameters } from '../../gateway/contract.js';
import { engineName, majorVersion } from '../catalog.js';
import { arn, endpointName } from '../names.js';
import type { InstanceRecord, InstanceSettings, MasterSecret, PendingChanges } from '../records.js';
import { regionOf, type World } from '../world.js';
import { subnetGroupView } from './subnet-group-view.js';

/** An instance as `DBInstance` of the API. */
export function instanceView(world: World, record: InstanceRecord): Parameters {
  return {
    DBInstanceIdentifier: record.identifier,
    DBInstanceArn: arn(record, 'db', record.identifier),
    DbiResourceId: record.resourceId,
    DBInstanceClass: record.instanceClass,
    DBInstanceStatus: record.status,
    Engine: engineName,
    EngineVersion: record.engineVersion,
    EngineLifecycleSupport: record.engineLifecycleSupport,
    LicenseModel: 'postgresql-license',
    MasterUsername: record.masterUsername,
    MasterUserSecret: secretView(record.masterSecret),
    DBName: record.databaseName,
    Endpoint: record.createdAt
      ? { Address: endpointName(record, record.identifier), Port: record.port, HostedZoneId: 'Z2R2ITUGPM61AM' }
      : undefined,
    DbInstancePort: 0,
    AllocatedStorage: record.allocatedStorage,
    StorageType: record.storageType,
    Iops: record.iops,
    StorageThroughput: record.storageThroughput,
    StorageEncrypted: record.storageEncrypted,
    KmsKeyId: record.kmsKeyId,
    InstanceCreateTime: record.createdAt,
    PreferredBackupWindow: record.backupWindow,
    PreferredMaintenanceWindow: record.maintenanceWindow,
    BackupRetentionPeriod: record.backupRetention,
    BackupTarget: 'region',
    LatestRestorableTime: record.backupRetention > 0 && record.status === 'available' ? new Date() : undefined,
    DBSecurityGroups: [],
    VpcSecurityGroups: record.securityGroups.map(({ id, status }) => ({ VpcSecurityGroupId: id, Status: status })),
    DBParameterGroups: [
      { DBParameterGroupName: record.parameterGroup.name, ParameterApplyStatus: record.parameterGroup.status },
    ],
    OptionGroupMemberships: [
      { OptionGroupName: `default:${engineName}-${majorVersion(record.engineVersion)}`, Status: 'in-sync' },
    ],
    DBSubnetGroup: subnetGroupView(record, record.subnetGroup, regionOf(world, record).subnetGroups),
    AvailabilityZone: record.zone,
    MultiAZ: record.multiAz,
    AutoMinorVersionUpgrade: record.autoMinorVersionUpgrade,
    PubliclyAccessible: record.publiclyAccessible,
    CopyTagsToSnapshot: record.copyTagsToSnapshot,
    DeletionProtection: record.deletionProtection,
    MonitoringInterval: record.monitoringInterval,
    PerformanceInsightsEnabled: record.performanceInsights,
    EnabledCloudwatchLogsExports: record.logExports.length > 0 ? record.logExports : undefined,
    IAMDatabaseAuthenticationEnabled: record.iamAuthentication,
    CACertificateIdentifier: record.caIdentifier,
    CertificateDetails: { CAIdentifier: record.caIdentifier, ValidTill: world.certificatesValidUntil },
    ReadReplicaDBInstanceIdentifiers: [],
    DomainMemberships: [],
    AssociatedRoles: [],
    NetworkType: 'IPV4',
    ActivityStreamStatus: 'stopped',
    CustomerOwnedIpEnabled: false,
    DedicatedLogVolume: false,
    IsStorageConfigUpgradeAvailable: false,
    MultiTenant: false,
    PendingModifiedValues: pendingView([record.deferred, record.queued]),
    TagList: record.tags,
  };
}

function secretView(secret: MasterSecret | undefined): Parameters | undefined {
  return secret && { SecretArn: secret.arn, SecretStatus: secret.status, KmsKeyId: secret.kmsKeyId };
}

/** What stands in `PendingModifiedValues`; a password never does. */
function pendingView(all: readonly PendingChanges[]): Parameters {
  return Object.assign({}, ...all.map(pendingValues)) as Parameters;
}

const shownSettings: Readonly<Partial<Record<keyof InstanceSettings, string>>> = {
  instanceClass: 'DBInstanceClass',
  allocatedStorage: 'AllocatedStorage',
  storageType: 'StorageType',
  iops: 'Iops',
  storageThroughput: 'StorageThroughput',
  engineVersion: 'EngineVersion',
  multiAz: 'MultiAZ',
  port: 'Port',
  backupRetention: 'BackupRetentionPeriod',
  caIdentifier: 'CACertificateIdentifier',
};

function pendingValues(changes: PendingChanges): Parameters {
  const settings = Object.entries(changes.settings ?? {}).flatMap(([name, value]) => {
    const shown = shownSettings[name as keyof InstanceSettings];
    return shown === undefined ? [] : [[shown, value] as const];
  });
  return {
    ...Object.fromEntries(settings),
    ...(changes.identifier === undefined ? {} : { DBInstanceIdentifier: changes.identifier }),
    ...(changes.masterPassword === undefined ? {} : { MasterUserPassword: '****' }),
  };
}

import type { Parameters } from '../../gateway/contract.js';
import { engineName, majorVersion } from '../catalog.js';
import { arn } from '../names.js';
import type { SnapshotRecord } from '../records.js';

/** A snapshot as `DBSnapshot` of the API, as one account sees it: others see its ARN in place of its name. */
export function snapshotView(record: SnapshotRecord, viewer: string): Parameters {
  const own = record.accountId === viewer;
  const snapshotArn = arn(record, 'snapshot', record.identifier);
  return {
    DBSnapshotIdentifier: own ? record.identifier : snapshotArn,
    DBSnapshotArn: snapshotArn,
    DBInstanceIdentifier: record.instanceIdentifier,
    DbiResourceId: record.resourceId,
    SnapshotType: own ? record.type : record.sharedWith.includes('all') ? 'public' : 'shared',
    Status: record.status,
    PercentProgress: record.percent,
    SnapshotCreateTime: record.createdAt,
    OriginalSnapshotCreateTime: record.originallyCreatedAt,
    SnapshotDatabaseTime: record.originallyCreatedAt,
    InstanceCreateTime: record.instanceCreatedAt,
    Engine: engineName,
    EngineVersion: record.engineVersion,
    LicenseModel: 'postgresql-license',
    MasterUsername: record.masterUsername,
    AllocatedStorage: record.allocatedStorage,
    FullSnapshotSizeInBytes: record.size,
    StorageType: record.storageType,
    Iops: record.iops,
    StorageThroughput: record.storageThroughput,
    Port: record.port,
    AvailabilityZone: record.zone,
    VpcId: record.vpcId,
    BackupRetentionPeriod: record.backupRetention,
    PreferredBackupWindow: record.backupWindow,
    OptionGroupName: `default:${engineName}-${majorVersion(record.engineVersion)}`,
    Encrypted: record.encrypted,
    KmsKeyId: record.kmsKeyId,
    IAMDatabaseAuthenticationEnabled: record.iamAuthentication,
    SourceDBSnapshotIdentifier: record.sourceArn,
    SourceRegion: record.sourceRegion,
    SnapshotTarget: 'region',
    ProcessorFeatures: [],
    MultiTenant: false,
    DedicatedLogVolume: false,
    TagList: own ? record.tags : [],
  };
}

import type { AwsCall } from '../gateway/contract.js';
import { checkClass, checkStorageType } from './catalog.js';
import { equip } from './create-host.js';
import { faults } from './faults.js';
import type { Input } from './input.js';
import { checkIdentifier, newResourceId } from './names.js';
import { defaultParameterGroup, parameterGroup } from './parameter-groups.js';
import type { InstanceRecord, Place } from './records.js';
import { regionOf, type World } from './world.js';

/** What an instance takes from where its data comes from. */
export interface Origin {
  readonly engineVersion: string;
  readonly masterUsername: string;
  readonly databaseName: string | undefined;
  readonly storageEncrypted: boolean;
  readonly kmsKeyId: string | undefined;
  readonly instanceClass: string;
  readonly allocatedStorage: number;
  readonly storageType: string;
  readonly iops: number | undefined;
  readonly storageThroughput: number | undefined;
  readonly port: number;
  readonly backupRetention: number;
  readonly backupWindow: string;
}

/** The smallest and the largest storage of an instance, in GiB. */
const storageLimits = { least: 20, most: 65_536 };

/**
 * Makes the record of a new instance from a call and what it is made from, checked as AWS checks it, and puts it into
 * the store: from here on its name is taken.
 *
 * @param identifierParameter how the action calls the name of the new instance.
 */
export async function newInstance(
  world: World,
  call: AwsCall,
  input: Input,
  origin: Origin,
  identifierParameter = 'DBInstanceIdentifier',
): Promise<InstanceRecord> {
  const place: Place = { accountId: call.caller.accountId, region: call.region };
  const region = regionOf(world, place);
  const identifier = checkIdentifier(identifierParameter, input.requiredText(identifierParameter), 63);
  const group = input.text('DBParameterGroupName') ?? defaultParameterGroup(origin.engineVersion);
  parameterGroup(world, place, group);
  const subnetGroup = (input.text('DBSubnetGroupName') ?? 'default').toLowerCase();
  const subnets = region.subnetGroups.get(subnetGroup);
  if (subnets === undefined && subnetGroup !== 'default') throw faults.subnetGroupNotFound(subnetGroup);
  const securityGroups = await checkSecurityGroups(world, place, input.list('VpcSecurityGroupIds'));

  // Nothing is awaited between this check and the name being taken, so that two calls cannot both pass it.
  if (region.instances.has(identifier) || isReserved(world, place, identifier)) throw faults.instanceExists();
  if (region.instances.size >= world.quotas.instances) throw faults.instanceQuota();
  const allocatedStorage = checkStorage(input.integer('AllocatedStorage') ?? origin.allocatedStorage);
  const used = [...region.instances.values()].reduce((sum, other) => sum + other.allocatedStorage, 0);
  if (used + allocatedStorage > world.quotas.allocatedStorage) throw faults.storageQuota();
  const record = equip(world, {
    ...place,
    identifier,
    resourceId: newResourceId(),
    masterUsername: origin.masterUsername,
    masterSecret: undefined,
    databaseName: origin.databaseName,
    storageEncrypted: origin.storageEncrypted,
    kmsKeyId: origin.kmsKeyId,
    engineVersion: origin.engineVersion,
    instanceClass: checkClass(input.text('DBInstanceClass') ?? origin.instanceClass),
    allocatedStorage,
    storageType: checkStorageType(input.text('StorageType') ?? origin.storageType),
    iops: input.integer('Iops') ?? origin.iops,
    storageThroughput: input.integer('StorageThroughput') ?? origin.storageThroughput,
    port: checkPort(input.integer('Port') ?? origin.port),
    multiAz: input.flag('MultiAZ') ?? false,
    backupRetention: checkRetention(input.integer('BackupRetentionPeriod') ?? origin.backupRetention),
    backupWindow: input.text('PreferredBackupWindow') ?? origin.backupWindow,
    maintenanceWindow: input.text('PreferredMaintenanceWindow') ?? 'sun:05:00-sun:05:30',
    autoMinorVersionUpgrade: input.flag('AutoMinorVersionUpgrade') ?? true,
    publiclyAccessible: input.flag('PubliclyAccessible') ?? false,
    copyTagsToSnapshot: input.flag('CopyTagsToSnapshot') ?? false,
    deletionProtection: input.flag('DeletionProtection') ?? false,
    monitoringInterval: input.integer('MonitoringInterval') ?? 0,
    performanceInsights: input.flag('EnablePerformanceInsights') ?? false,
    logExports: input.list('EnableCloudwatchLogsExports') ?? [],
    iamAuthentication: input.flag('EnableIAMDatabaseAuthentication') ?? false,
    caIdentifier: input.text('CACertificateIdentifier') ?? 'rds-ca-rsa2048-g1',
    engineLifecycleSupport: input.text('EngineLifecycleSupport') ?? 'open-source-rds-extended-support',
    subnetGroup,
    zone: input.text('AvailabilityZone') ?? subnets?.subnets[0]?.zone ?? `${call.region}a`,
    status: 'creating',
    createdAt: undefined,
    securityGroups: securityGroups.map((id) => ({ id, status: 'active' })),
    parameterGroup: { name: group.toLowerCase(), status: 'in-sync' },
    parameters: {},
    queued: {},
    deferred: {},
    tags: input.tags(),
    job: undefined,
  });
  region.instances.set(identifier, record);
  return record;
}

/** Tells whether an instance is about to take a name by a renaming. */
export function isReserved(world: World, place: Place, identifier: string): boolean {
  const records = [...regionOf(world, place).instances.values()];
  return records.some(({ queued }) => queued.identifier === identifier);
}

/** Returns the named security groups, which must exist, or the default one. */
export async function checkSecurityGroups(
  world: World,
  place: Place,
  named: readonly string[] | undefined,
): Promise<readonly string[]> {
  const { securityGroups } = world.options;
  const ids = named ?? [await securityGroups.defaultGroup(place.accountId, place.region)];
  await securityGroups.ingress(place.accountId, place.region, ids, 5432);
  return ids;
}

/** @throws {AwsError} `InvalidParameterValue` for a size that no instance can have. */
export function checkStorage(size: number): number {
  if (size >= storageLimits.least && size <= storageLimits.most) return size;
  throw faults.value(
    `Invalid storage size for engine name postgres and storage type gp3: ${String(size)}. It must be between ${String(storageLimits.least)} and ${String(storageLimits.most)} GiB.`,
  );
}

/** @throws {AwsError} `InvalidParameterValue` for days that backups cannot be kept. */
export function checkRetention(days: number): number {
  if (days >= 0 && days <= 35) return days;
  throw faults.value(`Invalid backup retention period: ${String(days)}. It must be between 0 and 35.`);
}

/** @throws {AwsError} `InvalidParameterValue` for a port that RDS does not serve. */
export function checkPort(port: number): number {
  if (port >= 1150 && port <= 65_535) return port;
  throw faults.value(`Invalid port: ${String(port)}. It must be between 1150 and 65535.`);
}

import type { AwsCall } from '../../gateway/contract.js';
import { placeOf, type Action } from '../action.js';
import { checkClass, checkStorageType, resolveVersion } from '../catalog.js';
import { faults } from '../faults.js';
import type { Input } from '../input.js';
import { applyQueued, mergeChanges } from '../modify-lifecycle.js';
import { checkIdentifier } from '../names.js';
import { checkPort, checkRetention, checkSecurityGroups, checkStorage, isReserved } from '../new-instance.js';
import { nextPassword } from '../next-password.js';
import { parameterGroup } from '../parameter-groups.js';
import type { InstanceRecord, InstanceSettings, PendingChanges } from '../records.js';
import { instanceView } from '../views/instance-view.js';
import { regionOf, type World } from '../world.js';

/** `ModifyDBInstance` */
export const modifyDbInstance: Action = async (world, call, input) => {
  const record = regionOf(world, placeOf(call)).instance(input.requiredText('DBInstanceIdentifier'));
  requireAvailable(record);
  const instant = instantSettings(input);
  const soon = await soonChanges(world, call, input);
  const deferrable = deferrableChanges(world, record, input);
  // Security groups were looked up meanwhile.
  requireAvailable(record);
  const password = await nextPassword(world, call, input, record);
  if (password !== undefined) soon.masterPassword = password;
  Object.assign(record, instant);
  const queued = [record.queued, soon];
  if (input.flag('ApplyImmediately') === true) {
    queued.push(record.deferred, deferrable);
    record.deferred = {};
  } else {
    record.deferred = mergeChanges(record.deferred, deferrable);
  }
  record.queued = queued.reduce(mergeChanges, {});
  if (record.queued.securityGroups !== undefined) announceGroups(record, record.queued.securityGroups);
  if (Object.keys(record.queued).length > 0) applyQueued(world, record);
  return { DBInstance: instanceView(world, record) };
};

function requireAvailable(record: InstanceRecord): void {
  if (record.status !== 'available') throw faults.instanceState(record.identifier, record.status);
}

/** What holds as soon as the call is answered. */
function instantSettings(input: Input): Partial<InstanceSettings> {
  const exports = input.structure('CloudwatchLogsExportConfiguration')?.list('EnableLogTypes');
  return defined({
    backupWindow: input.text('PreferredBackupWindow'),
    maintenanceWindow: input.text('PreferredMaintenanceWindow'),
    autoMinorVersionUpgrade: input.flag('AutoMinorVersionUpgrade'),
    publiclyAccessible: input.flag('PubliclyAccessible'),
    copyTagsToSnapshot: input.flag('CopyTagsToSnapshot'),
    deletionProtection: input.flag('DeletionProtection'),
    monitoringInterval: input.integer('MonitoringInterval'),
    performanceInsights: input.flag('EnablePerformanceInsights'),
    logExports: exports,
    iamAuthentication: input.flag('EnableIAMDatabaseAuthentication'),
    engineLifecycleSupport: input.text('EngineLifecycleSupport'),
  });
}

/** What is applied as soon as possible, whatever `ApplyImmediately` says. */
async function soonChanges(world: World, call: AwsCall, input: Input): Promise<PendingChanges> {
  const groups = input.list('VpcSecurityGroupIds');
  const group = input.text('DBParameterGroupName');
  if (group !== undefined) parameterGroup(world, placeOf(call), group);
  return defined({
    securityGroups: groups === undefined ? undefined : await checkSecurityGroups(world, placeOf(call), groups),
    parameterGroup: group?.toLowerCase(),
  });
}

/** What waits for the maintenance window unless the call says `ApplyImmediately`. */
function deferrableChanges(world: World, record: InstanceRecord, input: Input): PendingChanges {
  const name = input.text('NewDBInstanceIdentifier');
  const instanceClass = input.text('DBInstanceClass');
  const storageType = input.text('StorageType');
  const version = input.text('EngineVersion');
  const port = input.integer('DBPortNumber');
  const retention = input.integer('BackupRetentionPeriod');
  const settings: Partial<InstanceSettings> = defined({
    instanceClass: instanceClass === undefined ? undefined : checkClass(instanceClass),
    allocatedStorage: largerStorage(record, input.integer('AllocatedStorage')),
    storageType: storageType === undefined ? undefined : checkStorageType(storageType),
    iops: input.integer('Iops'),
    storageThroughput: input.integer('StorageThroughput'),
    engineVersion: version === undefined ? undefined : resolveVersion(version, world.template.version),
    multiAz: input.flag('MultiAZ'),
    port: port === undefined ? undefined : checkPort(port),
    backupRetention: retention === undefined ? undefined : checkRetention(retention),
    caIdentifier: input.text('CACertificateIdentifier'),
  });
  const changed = Object.entries(settings).filter(([key, value]) => record[key as keyof InstanceSettings] !== value);
  return {
    ...(changed.length > 0 ? { settings: Object.fromEntries(changed) } : {}),
    ...(name === undefined ? {} : newName(world, record, name)),
  };
}

function newName(world: World, record: InstanceRecord, name: string): PendingChanges {
  const identifier = checkIdentifier('NewDBInstanceIdentifier', name, 63);
  if (identifier === record.identifier) return {};
  if (regionOf(world, record).instances.has(identifier) || isReserved(world, record, identifier)) {
    throw faults.instanceExists();
  }
  return { identifier };
}

function largerStorage(record: InstanceRecord, size: number | undefined): number | undefined {
  if (size === undefined) return undefined;
  if (checkStorage(size) >= record.allocatedStorage) return size;
  throw faults.combination(
    `Requested storage size (${String(size)}) cannot be less than the current storage size (${String(record.allocatedStorage)}).`,
  );
}

function announceGroups(record: InstanceRecord, next: readonly string[]): void {
  const current = record.securityGroups.filter(({ status }) => status !== 'adding').map(({ id }) => id);
  record.securityGroups = [
    ...current.map((id) => ({ id, status: next.includes(id) ? ('active' as const) : ('removing' as const) })),
    ...next.filter((id) => !current.includes(id)).map((id) => ({ id, status: 'adding' as const })),
  ];
}

/** Leaves out what a call does not name. */
function defined<T extends object>(values: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

import type { AwsCall, Caller, Parameters } from '../gateway/contract.js';
import { copyDataDirectory } from '../postgres/data-directory.js';
import { Input } from './input.js';
import { openInstance } from './instance-lifecycle.js';
import { newInstance } from './new-instance.js';
import { groupValues } from './parameter-groups.js';
import type { InstanceRecord, Tag } from './records.js';
import { adoptBackup } from './snapshot-lifecycle.js';
import { regionOf, type World } from './world.js';

/** An instance to be made of a prepared data directory. */
export interface ImportedInstance {
  readonly accountId: string;
  readonly region: string;
  readonly identifier: string;
  /** The login of the data that is the master user; it gets the password. */
  readonly masterUsername: string;
  readonly masterPassword: string;
  /** The first database, if the instance was made with one. */
  readonly databaseName?: string;
  /** The key that the instance is encrypted with; unencrypted without it. `alias/aws/rds` is the default key. */
  readonly kmsKeyId?: string;
  readonly dataDirectory: string;
  readonly tags?: readonly Tag[];
  /** Anything else that `CreateDBInstance` takes, by its names: `VpcSecurityGroupIds`, `DBSubnetGroupName` … */
  readonly parameters?: Parameters;
}

/** Makes an instance of a prepared data directory, in the foreground and without the delays of AWS. */
export async function importInstance(world: World, instance: ImportedInstance): Promise<void> {
  const record = await newRecord(world, instance);
  try {
    await copyDataDirectory(instance.dataDirectory, record.host.dataDirectory);
    record.parameters = groupValues(world, record, record.parameterGroup.name);
    await record.host.boot();
    await record.host.changePassword(record.masterUsername, instance.masterPassword);
    record.createdAt = new Date();
    await openInstance(world, record);
    record.status = 'available';
  } catch (error) {
    regionOf(world, record).instances.delete(record.identifier);
    await record.host.destroy();
    throw error;
  }
}

/**
 * Makes an instance that is stopped and has one automated snapshot, of a prepared data directory that nobody writes to:
 * a source for copies that neither runs nor occupies anything. It cannot be started.
 */
export async function importStopped(world: World, instance: ImportedInstance): Promise<void> {
  const record = await newRecord(world, instance);
  record.createdAt = new Date();
  record.status = 'stopped';
  await adoptBackup(world, record, instance.dataDirectory);
}

async function newRecord(world: World, instance: ImportedInstance): Promise<InstanceRecord> {
  const { accountId, region, identifier } = instance;
  const caller: Caller = { accountId, arn: `arn:aws:iam::${accountId}:root`, accessKeyId: 'sandbox' };
  const parameters = { ...instance.parameters, DBInstanceIdentifier: identifier, Tags: instance.tags ?? [] };
  const call: AwsCall = { requestId: 'import', service: 'rds', action: 'Import', region, caller, parameters };
  const kmsKeyId = await keyOf(world, caller, instance);
  return await newInstance(world, call, new Input(parameters), {
    engineVersion: world.template.version,
    masterUsername: instance.masterUsername,
    databaseName: instance.databaseName,
    storageEncrypted: kmsKeyId !== undefined,
    kmsKeyId,
    instanceClass: 'db.m6g.large',
    allocatedStorage: 20,
    storageType: 'gp3',
    iops: undefined,
    storageThroughput: undefined,
    port: 5432,
    backupRetention: 7,
    backupWindow: '03:00-03:30',
  });
}

async function keyOf(world: World, caller: Caller, instance: ImportedInstance): Promise<string | undefined> {
  const { keys } = world.options;
  if (instance.kmsKeyId === undefined) return undefined;
  if (instance.kmsKeyId === 'alias/aws/rds') return (await keys.defaultKey(instance.accountId, instance.region)).keyArn;
  return (await keys.authorize(caller, instance.region, instance.kmsKeyId, 'write')).keyArn;
}

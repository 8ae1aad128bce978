import type { AwsCall } from '../../gateway/contract.js';
import { createDataDirectory } from '../../postgres/template.js';
import type { Action } from '../action.js';
import { checkEngine, resolveVersion } from '../catalog.js';
import { faults } from '../faults.js';
import type { Input } from '../input.js';
import { startInstance } from '../instance-lifecycle.js';
import { keepNewPassword, readPasswordWish } from '../master-secret.js';
import { newInstance } from '../new-instance.js';
import type { InstanceRecord } from '../records.js';
import { instanceView } from '../views/instance-view.js';
import { regionOf, type World } from '../world.js';

/** `CreateDBInstance` */
export const createDbInstance: Action = async (world, call, input) => {
  checkEngine(input.requiredText('Engine'));
  const engineVersion = resolveVersion(input.text('EngineVersion'), world.template.version);
  const masterUsername = checkMasterUsername(input.requiredText('MasterUsername'));
  const wish = await readPasswordWish(world, call, input);
  if (wish === undefined) throw faults.missing('MasterUserPassword');
  const databaseName = input.text('DBName');
  if (databaseName !== undefined) checkDatabaseName(databaseName);
  if (!input.has('AllocatedStorage')) throw faults.missing('AllocatedStorage');
  input.requiredText('DBInstanceClass');
  const kmsKeyId = await storageKey(world, call, input);
  const record = await newInstance(world, call, input, {
    engineVersion,
    masterUsername,
    databaseName,
    storageEncrypted: kmsKeyId !== undefined,
    kmsKeyId,
    instanceClass: 'db.m6g.large',
    allocatedStorage: 20,
    storageType: 'gp3',
    iops: undefined,
    storageThroughput: undefined,
    port: 5432,
    backupRetention: 1,
    backupWindow: '03:00-03:30',
  });
  const password = wish.kind === 'given' ? wish.password : await keepPassword(world, record, wish.kmsKeyId);
  startInstance(world, record, {
    delay: world.delays.creating,
    failed: 'failed',
    event: 'DB instance created',
    fill: (directory) => createDataDirectory(world.template, directory),
    prepare: () => record.host.createMasterUser({ name: masterUsername, password }, databaseName),
  });
  return { DBInstance: instanceView(world, record) };
};

async function keepPassword(world: World, record: InstanceRecord, kmsKeyId: string | undefined): Promise<string> {
  try {
    const { secret, password } = await keepNewPassword(world, record, kmsKeyId);
    record.masterSecret = secret;
    return password;
  } catch (error) {
    regionOf(world, record).instances.delete(record.identifier);
    throw error;
  }
}

async function storageKey(world: World, call: AwsCall, input: Input): Promise<string | undefined> {
  const key = input.text('KmsKeyId');
  const encrypted = input.flag('StorageEncrypted') ?? false;
  if (!encrypted) {
    if (key === undefined) return undefined;
    throw faults.combination('KmsKeyId can be given only when StorageEncrypted is true.');
  }
  const { keys } = world.options;
  const use =
    key === undefined
      ? await keys.defaultKey(call.caller.accountId, call.region)
      : await keys.authorize(call.caller, call.region, key, 'write');
  return use.keyArn;
}

/** Names that the service keeps for itself, or that PostgreSQL reserves. */
const reservedNames = /^(rds.*|pg_.*|admin|public|none|current_user|session_user|user)$/i;

function checkMasterUsername(name: string): string {
  if (/^[A-Za-z][A-Za-z0-9_]{0,62}$/.test(name) && !reservedNames.test(name)) return name;
  throw faults.value(
    `MasterUsername ${name} cannot be used as it is a reserved word used by the engine or not a valid name`,
  );
}

function checkDatabaseName(name: string): void {
  if (/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(name) && !/^(rdsadmin|template[01])$/i.test(name)) return;
  throw faults.value(`DBName ${name} is not a valid name of a database.`);
}

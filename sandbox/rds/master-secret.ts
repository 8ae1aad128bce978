import { randomInt } from 'node:crypto';
import type { AwsCall } from '../gateway/contract.js';
import { faults } from './faults.js';
import type { Input } from './input.js';
import { arn } from './names.js';
import type { SecretKeeper } from './options.js';
import type { InstanceRecord, MasterSecret } from './records.js';
import type { World } from './world.js';

/** The password of a master user as a call wants it: its own words, or RDS's keeping. */
export type PasswordWish =
  { readonly kind: 'given'; readonly password: string } | { readonly kind: 'managed'; readonly kmsKeyId?: string };

/**
 * Reads what a call says of the master user's password; `undefined` when nothing.
 *
 * @throws {AwsError} `InvalidParameterCombination` for a password that is given and managed, `InvalidParameterValue`
 *   for one that RDS refuses, `KMSKeyNotAccessibleFault`.
 */
export async function readPasswordWish(world: World, call: AwsCall, input: Input): Promise<PasswordWish | undefined> {
  const password = input.text('MasterUserPassword');
  const key = input.text('MasterUserSecretKmsKeyId');
  if (input.flag('ManageMasterUserPassword') !== true) {
    if (key !== undefined) {
      throw faults.combination('MasterUserSecretKmsKeyId can be given only with ManageMasterUserPassword.');
    }
    return password === undefined ? undefined : { kind: 'given', password: checkPassword(password) };
  }
  if (password !== undefined) {
    throw faults.combination("You can't specify MasterUserPassword when ManageMasterUserPassword is enabled.");
  }
  if (key === undefined) return { kind: 'managed' };
  const { keyArn } = await world.options.keys.authorize(call.caller, call.region, key, 'write');
  return { kind: 'managed', kmsKeyId: keyArn };
}

/** Makes a password for an instance's master user and keeps it in a secret of the account. */
export async function keepNewPassword(
  world: World,
  record: InstanceRecord,
  kmsKeyId: string | undefined,
): Promise<{ readonly secret: MasterSecret; readonly password: string }> {
  const password = newPassword();
  const secret = await keeper(world).create(record, {
    instanceArn: arn(record, 'db', record.identifier),
    username: record.masterUsername,
    password,
    ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
  });
  return { secret: { ...secret, status: 'creating' }, password };
}

/** Puts another password into the secret of an instance, and returns it. */
export async function rotatePassword(world: World, record: InstanceRecord, secret: MasterSecret): Promise<string> {
  const password = newPassword();
  await keeper(world).replace(record, secret.arn, { username: record.masterUsername, password });
  return password;
}

/** Removes the secret of an instance, if it has one, for good. */
export async function dropSecret(world: World, record: InstanceRecord): Promise<void> {
  const secret = record.masterSecret;
  record.masterSecret = undefined;
  if (secret !== undefined) await keeper(world).remove(record, secret.arn);
}

/** @throws {AwsError} for a password that RDS refuses. */
export function checkPassword(password: string): string {
  if (!/^[\x21-\x7e]{8,128}$/.test(password) || /["/@]/.test(password)) {
    throw faults.value(
      "The parameter MasterUserPassword is not a valid password. Only 8 to 128 printable ASCII characters besides '/', '@', '\"', ' ' may be used.",
    );
  }
  return password;
}

function keeper(world: World): SecretKeeper {
  const { secrets } = world.options;
  if (secrets === undefined) throw faults.notImplemented('ManageMasterUserPassword');
  return secrets;
}

function newPassword(): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&()*+-.:;<=>?[]^_{|}~';
  return Array.from({ length: 28 }, () => alphabet[randomInt(alphabet.length)]).join('');
}

import type { AwsCall } from '../gateway/contract.js';
import { faults } from './faults.js';
import type { Input } from './input.js';
import { dropSecret, keepNewPassword, readPasswordWish, rotatePassword } from './master-secret.js';
import type { InstanceRecord } from './records.js';
import type { World } from './world.js';

/**
 * The password that a modification gives to the master user: a given one, or one that RDS makes, keeps and rotates.
 * `undefined` when the modification leaves it alone.
 *
 * @throws {AwsError} `InvalidParameterCombination` for what contradicts itself or how the password is kept.
 */
export async function nextPassword(
  world: World,
  call: AwsCall,
  input: Input,
  record: InstanceRecord,
): Promise<string | undefined> {
  const wish = await readPasswordWish(world, call, input);
  const secret = record.masterSecret;
  const stops = input.flag('ManageMasterUserPassword') === false;
  if (input.flag('RotateMasterUserPassword') === true) {
    if (secret === undefined || stops) throw faults.combination('Only a managed password can be rotated.');
    if (input.flag('ApplyImmediately') !== true) {
      throw faults.combination('You must specify ApplyImmediately when you rotate the master user password.');
    }
    secret.status = 'rotating';
    return await rotatePassword(world, record, secret);
  }
  if (wish?.kind === 'managed') {
    if (secret !== undefined) return undefined;
    const made = await keepNewPassword(world, record, wish.kmsKeyId);
    record.masterSecret = made.secret;
    return made.password;
  }
  if (secret === undefined) return wish?.password;
  if (wish === undefined) {
    if (stops) throw faults.combination('You must specify MasterUserPassword to stop managing the password.');
    return undefined;
  }
  if (!stops) throw faults.combination("You can't specify MasterUserPassword while the password is managed.");
  await dropSecret(world, record);
  return wish.password;
}

import { AwsError, type Caller } from '../gateway/contract.js';
import type { KmsKey } from './kms-keys.js';
import type { KeyPolicies } from './key-policies.js';
import { decideByPolicy } from './policy.js';

/** A use of a key that is to be decided. */
export interface KeyQuestion {
  readonly caller: Caller;
  /** `Decrypt`, without the prefix. */
  readonly action: string;
  /** The service that asks on the caller's behalf: `rds.us-east-1.amazonaws.com`. */
  readonly viaService?: string;
}

const needsEnabledKey = new Set([
  'Encrypt',
  'Decrypt',
  'ReEncrypt',
  'ReEncryptFrom',
  'ReEncryptTo',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateMac',
  'VerifyMac',
  'Sign',
  'Verify',
  'GetPublicKey',
  'CreateGrant',
]);

const allowedWhilePending = new Set(['DescribeKey', 'CancelKeyDeletion', 'GetKeyPolicy', 'ListResourceTags']);

/**
 * Decides by the key's policy and state whether a caller may use it. The policy alone decides, within an account and
 * across accounts: what IAM policies would take away again is not looked at here.
 *
 * @throws {AwsError} `AccessDeniedException`, `DisabledException` or `KMSInvalidStateException`.
 */
export async function requireUsable(policies: KeyPolicies, key: KmsKey, question: KeyQuestion): Promise<void> {
  if (!(await policyAllows(policies, key, question))) {
    throw new AwsError(
      'AccessDeniedException',
      `User: ${question.caller.arn} is not authorized to perform: kms:${question.action} on resource: ${key.arn} ` +
        `because no resource-based policy allows the kms:${question.action} action`,
    );
  }
  if (key.state === 'PendingDeletion' && !allowedWhilePending.has(question.action)) {
    throw new AwsError('KMSInvalidStateException', `${key.arn} is pending deletion.`);
  }
  if (key.state === 'Disabled' && needsEnabledKey.has(question.action)) {
    throw new AwsError('DisabledException', `${key.arn} is disabled.`);
  }
}

async function policyAllows(
  policies: KeyPolicies,
  key: KmsKey,
  { caller, action, viaService }: KeyQuestion,
): Promise<boolean> {
  // AWS's own keys answer to their account only, and are used through their services; describing them is harmless.
  if (key.awsManaged) return key.accountId === caller.accountId;
  const context = {
    'kms:CallerAccount': caller.accountId,
    ...(viaService === undefined ? {} : { 'kms:ViaService': viaService, 'kms:GrantIsForAWSResource': 'true' }),
  };
  return decideByPolicy(await policies.of(key), { caller, action: `kms:${action}`, context }) === 'allow';
}

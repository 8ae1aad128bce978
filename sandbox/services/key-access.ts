import { AwsError, type Parameters } from '../gateway/contract.js';
import { textMember } from '../gateway/text-member.js';
import { accessDenied } from '../iam/access-denied.js';
import type { AccessRequest, Authorizer, Circumstances } from '../iam/authorizer.js';
import type { ContextValues } from '../iam/request-context.js';
import { requestTagKeys } from '../iam/requests/needs.js';
import type { KeyFactsReader } from './key-facts.js';
import type { KeyGrants } from './key-grants.js';
import type { KmsKey } from './kms-keys.js';

/** A use of a key that is to be decided. */
export interface KeyQuestion extends Circumstances {
  /** `Decrypt`, without the prefix. */
  readonly action: string;
  /** The call's parameters; without them the key is used for a service's own sake. */
  readonly parameters?: Parameters;
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

const allowedWhilePending = new Set([
  ...['DescribeKey', 'CancelKeyDeletion', 'GetKeyPolicy', 'ListResourceTags'],
  ...['ListGrants', 'RevokeGrant', 'RetireGrant'],
]);

/** Decides who may use a key: by its policy, its grants and IAM together, and by its state. */
export class KeyAccess {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly facts: KeyFactsReader,
    private readonly grants: KeyGrants,
  ) {}

  /** The permission that a use of a key needs. */
  async request(key: KmsKey, question: KeyQuestion): Promise<AccessRequest> {
    const { policy, aliases, tags } = await this.facts.of(key);
    return {
      action: `kms:${question.action}`,
      resource: key.arn,
      resourceTags: tags,
      side: { accountId: key.accountId, policy, alwaysAsked: true },
      context: { ...contextOf(question), 'kms:ResourceAliases': aliases },
    };
  }

  /** @throws {AwsError} `AccessDeniedException`, `DisabledException` or `KMSInvalidStateException`. */
  async require(key: KmsKey, question: KeyQuestion): Promise<void> {
    const request = await this.request(key, question);
    const verdict = await this.authorizer.decide(question, request);
    const granted = !verdict.allowed && !verdict.explicit && this.grants.allow(key, question);
    if (!verdict.allowed && !granted) {
      const { action, resource } = request;
      throw accessDenied('json', { caller: question.caller.arn, action, resource, why: verdict.why });
    }
    if (key.state === 'PendingDeletion' && !allowedWhilePending.has(question.action)) {
      throw new AwsError('KMSInvalidStateException', `${key.arn} is pending deletion.`);
    }
    if (key.state === 'Disabled' && needsEnabledKey.has(question.action)) {
      throw new AwsError('DisabledException', `${key.arn} is disabled.`);
    }
  }

  /** @throws {AwsError} `AccessDeniedException` when IAM does not allow what is about no single key, or an alias. */
  async requireIam(
    circumstances: Circumstances,
    action: string,
    resource: string,
    parameters: Parameters,
  ): Promise<void> {
    const context = requestTagKeys(parameters);
    const verdict = await this.authorizer.decide(circumstances, { action: `kms:${action}`, resource, context });
    if (verdict.allowed) return;
    throw accessDenied('json', {
      caller: circumstances.caller.arn,
      action: `kms:${action}`,
      resource,
      why: verdict.why,
    });
  }
}

function contextOf({ caller, parameters = {}, viaService }: KeyQuestion): ContextValues {
  const reference = textMember(parameters, 'KeyId') ?? '';
  const encryption = Object.entries((parameters.EncryptionContext ?? {}) as Readonly<Record<string, string>>);
  const operations = Array.isArray(parameters.Operations) ? parameters.Operations.map(String) : undefined;
  return {
    ...requestTagKeys(parameters),
    'kms:CallerAccount': caller.accountId,
    'kms:ViaService': viaService,
    'kms:GrantIsForAWSResource': String(viaService !== undefined),
    'kms:GrantOperations': operations,
    'kms:GranteePrincipal': textMember(parameters, 'GranteePrincipal'),
    'kms:RequestAlias': /(^|:)alias\//.test(reference) ? reference.replace(/^.*:alias\//, 'alias/') : undefined,
    'kms:SigningAlgorithm': textMember(parameters, 'SigningAlgorithm'),
    'kms:EncryptionAlgorithm': textMember(parameters, 'EncryptionAlgorithm'),
    'kms:MessageType': textMember(parameters, 'MessageType'),
    'kms:EncryptionContextKeys': encryption.length === 0 ? undefined : encryption.map(([key]) => key),
    ...Object.fromEntries(encryption.map(([key, value]) => [`kms:EncryptionContext:${key}`, value])),
  };
}

import {
  AwsError,
  type AwsCall,
  type Caller,
  type KeyAuthority,
  type KeyUse,
  type Parameters,
  type Service,
} from '../gateway/contract.js';
import type { Moto } from '../gateway/moto.js';
import { textMember } from '../gateway/text-member.js';
import { KeyPolicies } from './key-policies.js';
import { requireUsable } from './kms-decision.js';
import { KmsKeys, type KmsKey } from './kms-keys.js';
import { parsePolicy } from './policy.js';

/** Actions that are about no single key, or make one. */
const withoutKey = new Set(['ListKeys', 'ListAliases', 'GenerateRandom', 'CreateKey', 'DeleteAlias']);

/** What RDS does with a key on a caller's behalf: it reads the source, makes data keys and grants itself later use. */
const usesOfRds = ['DescribeKey', 'Decrypt', 'GenerateDataKey', 'CreateGrant'] as const;

/**
 * KMS over moto: moto keeps keys and does the arithmetic; who may use a key, across accounts too, and in which state, is
 * decided here by the key's policy.
 */
export class KmsService implements Service, KeyAuthority {
  readonly name = 'kms';
  private readonly keys: KmsKeys;
  private readonly policies: KeyPolicies;

  constructor(private readonly moto: Moto) {
    this.keys = new KmsKeys(moto);
    this.policies = new KeyPolicies(moto);
  }

  async handle(call: AwsCall): Promise<Parameters> {
    const { action, caller, region, parameters } = call;
    checkPolicyText(parameters.Policy);
    if (withoutKey.has(action)) return await this.withoutKey(call);
    if (action === 'Decrypt') return await this.decrypt(call);
    if (action === 'ReEncrypt') return await this.reEncrypt(call);
    const reference = textMember(parameters, 'KeyId') ?? textMember(parameters, 'TargetKeyId') ?? '';
    const key = await this.keys.find(caller, region, reference);
    await requireUsable(this.policies, key, { caller, action });
    return await this.withKey(call, key);
  }

  async authorize(caller: Caller, region: string, reference: string): Promise<KeyUse> {
    const key = await this.keys.find(caller, region, reference).catch(() => undefined);
    if (key === undefined) throw notAccessible(reference, 'it does not exist');
    if (key.usage !== 'ENCRYPT_DECRYPT') throw notAccessible(reference, 'it is not a key for encryption');
    for (const action of usesOfRds) {
      const question = { caller, action, viaService: `rds.${region}.amazonaws.com` };
      await requireUsable(this.policies, key, question).catch((error: unknown) => {
        throw notAccessible(reference, error instanceof Error ? error.message : String(error));
      });
    }
    return { keyArn: key.arn, awsManaged: key.awsManaged };
  }

  async defaultKey(accountId: string, region: string): Promise<KeyUse> {
    const owner: Caller = { accountId, arn: `arn:aws:iam::${accountId}:root`, accessKeyId: '' };
    const key = await this.keys.find(owner, region, 'alias/aws/rds');
    return { keyArn: key.arn, awsManaged: true };
  }

  private async withoutKey({ action, caller, region, parameters }: AwsCall): Promise<Parameters> {
    const at = { accountId: caller.accountId, region };
    // moto leaves out what AWS fills in.
    const defaults = action === 'CreateKey' ? { KeyUsage: 'ENCRYPT_DECRYPT' } : {};
    const result = await this.moto.json('kms', action, at, { ...defaults, ...parameters });
    if (action === 'CreateKey') {
      const { KeyId } = result.KeyMetadata as Readonly<Record<string, unknown>>;
      this.keys.remember(String(KeyId), caller.accountId);
    }
    return result;
  }

  private async withKey(call: AwsCall, key: KmsKey): Promise<Parameters> {
    const member = call.parameters.KeyId === undefined ? 'TargetKeyId' : 'KeyId';
    // moto fails on an ARN in some actions, on an alias in others; the plain id works in all of them.
    const parameters = { ...call.parameters, [member]: key.id };
    const result = await this.moto.json('kms', call.action, { ...key }, parameters);
    switch (call.action) {
      case 'PutKeyPolicy':
        this.policies.forget(key);
        return result;
      case 'ScheduleKeyDeletion':
        return { KeyState: 'PendingDeletion', PendingWindowInDays: parameters.PendingWindowInDays ?? 30, ...result };
      case 'Verify':
        if (result.SignatureValid !== true) throw new AwsError('KMSInvalidSignatureException', '');
        return result;
      case 'DescribeKey':
        return key.awsManaged ? withManager(result, 'AWS') : result;
      default:
        return result;
    }
  }

  private async decrypt(call: AwsCall): Promise<Parameters> {
    const { caller, region, parameters } = call;
    const key = await this.keys.findByCiphertext(caller, region, parameters.CiphertextBlob);
    await requireUsable(this.policies, key, { caller, action: 'Decrypt' });
    const reference = textMember(parameters, 'KeyId');
    if (reference !== undefined) {
      const named = await this.keys.find(caller, region, reference);
      if (named.arn !== key.arn) {
        throw new AwsError(
          'IncorrectKeyException',
          'The key ID in the request does not identify the ciphertext’s key.',
        );
      }
    }
    const { KeyId: _named, ...rest } = parameters;
    return await this.moto.json('kms', 'Decrypt', { ...key }, rest);
  }

  /** Across accounts neither account's moto could do it alone, so it is done in its two halves. */
  private async reEncrypt(call: AwsCall): Promise<Parameters> {
    const { caller, region, parameters } = call;
    const source = await this.keys.findByCiphertext(caller, region, parameters.CiphertextBlob);
    const target = await this.keys.find(caller, region, textMember(parameters, 'DestinationKeyId') ?? '');
    await requireUsable(this.policies, source, { caller, action: 'ReEncryptFrom' });
    await requireUsable(this.policies, target, { caller, action: 'ReEncryptTo' });
    const { Plaintext } = await this.moto.json(
      'kms',
      'Decrypt',
      { ...source },
      {
        CiphertextBlob: parameters.CiphertextBlob,
        EncryptionContext: parameters.SourceEncryptionContext,
      },
    );
    const { CiphertextBlob } = await this.moto.json(
      'kms',
      'Encrypt',
      { ...target },
      {
        KeyId: target.id,
        Plaintext,
        EncryptionContext: parameters.DestinationEncryptionContext,
      },
    );
    return { CiphertextBlob, SourceKeyId: source.arn, KeyId: target.arn };
  }
}

function checkPolicyText(policy: unknown): void {
  if (typeof policy !== 'string' || parsePolicy(policy) !== undefined) return;
  throw new AwsError('MalformedPolicyDocumentException', 'The policy document is not well-formed.');
}

function withManager(result: Parameters, manager: string): Parameters {
  return { ...result, KeyMetadata: { ...(result.KeyMetadata as object), KeyManager: manager } };
}

function notAccessible(reference: string, why: string): AwsError {
  return new AwsError(
    'KMSKeyNotAccessibleFault',
    `The specified KMS key [${reference}] does not exist, is not enabled or you do not have permissions to access it: ${why}`,
  );
}

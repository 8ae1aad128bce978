import {
  AwsError,
  type AwsCall,
  type Caller,
  type KeyAuthority,
  type KeyUse,
  type KeyUsePurpose,
  type Parameters,
  type Service,
} from '../gateway/contract.js';
import type { Moto } from '../gateway/moto.js';
import { textMember } from '../gateway/text-member.js';
import type { AccessRequest, Authorizer, Circumstances } from '../iam/authorizer.js';
import { KeyAccess } from './key-access.js';
import { KeyFactsReader } from './key-facts.js';
import { KeyGrants } from './key-grants.js';
import { checkKeyPolicy } from './key-policy-check.js';
import { KmsKeys, type KmsKey } from './kms-keys.js';

/** Actions that are about no single key, or make one. */
const withoutKey = new Set(['ListKeys', 'ListAliases', 'GenerateRandom', 'CreateKey']);

/** Actions after which what was read of the keys may be true no longer. */
const changesFacts = /Alias$|KeyPolicy$|^(Tag|Untag)Resource$/;

/**
 * What RDS asks KMS for on a caller's behalf when it reads what a key encrypted, and when it begins to write under it.
 * All else RDS does later under the grant that it gives itself.
 */
const askedByRds: Readonly<Record<KeyUsePurpose, readonly string[]>> = {
  read: ['DescribeKey', 'Decrypt', 'CreateGrant'],
  write: ['DescribeKey', 'GenerateDataKey', 'CreateGrant'],
};

/**
 * KMS over moto: moto keeps keys and does the arithmetic; who may use a key, across accounts too, and in which state, is
 * decided here.
 */
export class KmsService implements Service, KeyAuthority {
  readonly name = 'kms';
  private readonly keys: KmsKeys;
  private readonly facts: KeyFactsReader;
  private readonly grants = new KeyGrants();
  private readonly access: KeyAccess;

  constructor(
    private readonly moto: Moto,
    authorizer: Authorizer,
  ) {
    this.keys = new KmsKeys(moto);
    this.facts = new KeyFactsReader(moto);
    this.access = new KeyAccess(authorizer, this.facts, this.grants);
  }

  async handle(call: AwsCall): Promise<Parameters> {
    const { action, caller, region, parameters } = call;
    checkKeyPolicy(call);
    if (withoutKey.has(action)) return await this.withoutKey(call);
    if (action === 'Decrypt') return await this.decrypt(call);
    if (action === 'ReEncrypt') return await this.reEncrypt(call);
    if (action === 'RetireGrant') return this.retireGrant(call);
    if (action === 'ListRetirableGrants') return await this.retirableGrants(call);
    const named = ['KeyId', 'TargetKeyId', 'AliasName'].map((member) => textMember(parameters, member));
    const key = await this.keys.find(caller, region, named.find((name) => name !== undefined) ?? '');
    await this.access.require(key, call);
    const alias = textMember(parameters, 'AliasName');
    if (alias !== undefined) {
      const resource = `arn:aws:kms:${region}:${caller.accountId}:${alias}`;
      await this.access.requireIam(call, action, resource, parameters);
    }
    return await this.withKey(call, key);
  }

  async authorize(caller: Caller, region: string, reference: string, purpose: KeyUsePurpose): Promise<KeyUse> {
    const key = await this.keys.find(caller, region, reference).catch(() => undefined);
    if (key === undefined) throw notAccessible(reference, 'it does not exist');
    if (key.usage !== 'ENCRYPT_DECRYPT') throw notAccessible(reference, 'it is not a key for encryption');
    for (const action of askedByRds[purpose]) {
      const question = { caller, region, action, viaService: `rds.${region}.amazonaws.com` };
      await this.access.require(key, question).catch((error: unknown) => {
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

  /** The permission that S3 needs of a caller to encrypt or decrypt an object under a key. */
  async forObject(circumstances: Circumstances, reference: string, action: string): Promise<AccessRequest> {
    const { caller, region } = circumstances;
    const key = await this.keys.find(caller, region, reference);
    return await this.access.request(key, { ...circumstances, action, viaService: `s3.${region}.amazonaws.com` });
  }

  private async withoutKey(call: AwsCall): Promise<Parameters> {
    const { action, caller, region, parameters } = call;
    await this.access.requireIam(call, action, '*', parameters);
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
    switch (call.action) {
      case 'CreateGrant':
        return this.grants.create(key, call);
      case 'ListGrants':
        return this.grants.list(key);
      case 'RevokeGrant':
        this.grants.revoke(key, textMember(call.parameters, 'GrantId') ?? '');
        return {};
      default:
        return await this.byMoto(call, key);
    }
  }

  private async byMoto(call: AwsCall, key: KmsKey): Promise<Parameters> {
    const { parameters } = call;
    // moto fails on an ARN in some actions, on an alias in others; the plain id works in all of them.
    const named = ['KeyId', 'TargetKeyId'].find((member) => parameters[member] !== undefined);
    const result = await this.moto.json(
      'kms',
      call.action,
      { ...key },
      named === undefined ? parameters : { ...parameters, [named]: key.id },
    );
    if (changesFacts.test(call.action)) this.facts.forget(key.accountId, key.region);
    switch (call.action) {
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
    await this.access.require(key, call);
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
    const half = (action: string, EncryptionContext: unknown) => ({
      ...call,
      action,
      parameters: { EncryptionContext },
    });
    const from = half('ReEncryptFrom', parameters.SourceEncryptionContext);
    const to = half('ReEncryptTo', parameters.DestinationEncryptionContext);
    await this.access.require(source, from);
    await this.access.require(target, to);
    const { Plaintext } = await this.moto.json(
      'kms',
      'Decrypt',
      { ...source },
      { CiphertextBlob: parameters.CiphertextBlob, ...from.parameters },
    );
    const { CiphertextBlob } = await this.moto.json(
      'kms',
      'Encrypt',
      { ...target },
      { KeyId: target.id, Plaintext, ...to.parameters },
    );
    return { CiphertextBlob, SourceKeyId: source.arn, KeyId: target.arn };
  }

  private retireGrant(call: AwsCall): Parameters {
    this.grants.retire(call);
    return {};
  }

  private async retirableGrants(call: AwsCall): Promise<Parameters> {
    await this.access.requireIam(call, call.action, '*', call.parameters);
    return this.grants.listRetirable(textMember(call.parameters, 'RetiringPrincipal') ?? '');
  }
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

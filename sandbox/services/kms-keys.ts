import { AwsError, type Caller } from '../gateway/contract.js';
import { KeyMutex } from '../gateway/key-mutex.js';
import type { Moto } from '../gateway/moto.js';

/** A key, found. */
export interface KmsKey {
  readonly id: string;
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  /** `Enabled`, `Disabled`, `PendingDeletion`. */
  readonly state: string;
  /** `ENCRYPT_DECRYPT` or `SIGN_VERIFY`. */
  readonly usage: string;
  readonly awsManaged: boolean;
  /** `alias/aws/…` of a key that AWS manages, else what the key was found by. */
  readonly alias: string;
}

/** Finds keys as callers name them: by id, ARN, alias or alias ARN, in their own account or another one. */
export class KmsKeys {
  /** Owners by key id: a ciphertext starts with the id of its key and says nothing of the account. */
  private readonly owners = new Map<string, string>();
  /** The aliases of the keys behind `alias/aws/…`, which moto makes when they are first named, by key id. */
  private readonly awsAliases = new Map<string, string>();
  /** Two callers who name the same default key at once must not make two. */
  private readonly lookups = new KeyMutex();

  constructor(private readonly moto: Moto) {}

  /**
   * Finds a key in the region of the call.
   *
   * @throws {AwsError} `NotFoundException`.
   */
  async find(caller: Caller, region: string, reference: string): Promise<KmsKey> {
    const arn = /^arn:aws:kms:([^:]+):(\d{12}):(key\/)?(.+)$/.exec(reference);
    if (arn !== null && arn[1] !== region) throw new AwsError('NotFoundException', `Invalid arn ${arn[1]}`);
    const accountId = arn?.[2] ?? caller.accountId;
    const name = arn?.[4] ?? reference;
    const answer = await this.lookups.run(`${accountId} ${region} ${name}`, () =>
      this.moto.json('kms', 'DescribeKey', { accountId, region }, { KeyId: name }),
    );
    const metadata = (answer.KeyMetadata ?? {}) as Readonly<Record<string, unknown>>;
    const id = String(metadata.KeyId);
    if (name.startsWith('alias/aws/')) this.awsAliases.set(id, name);
    this.owners.set(id, accountId);
    return {
      id,
      arn: String(metadata.Arn),
      accountId,
      region,
      state: String(metadata.KeyState),
      usage: String(metadata.KeyUsage),
      awsManaged: this.awsAliases.has(id),
      alias: this.awsAliases.get(id) ?? name,
    };
  }

  /** Remembers whose key an id is. */
  remember(keyId: string, accountId: string): void {
    this.owners.set(keyId, accountId);
  }

  /**
   * Finds the key that made a ciphertext.
   *
   * @throws {AwsError} `InvalidCiphertextException` when it was made by no key of this sandbox.
   */
  async findByCiphertext(caller: Caller, region: string, ciphertext: unknown): Promise<KmsKey> {
    const id = Buffer.from(String(ciphertext), 'base64').subarray(0, 36).toString('latin1');
    const owner = this.owners.get(id);
    if (owner === undefined) throw new AwsError('InvalidCiphertextException', 'The ciphertext refers to no known key.');
    return await this.find(caller, region, `arn:aws:kms:${region}:${owner}:key/${id}`);
  }
}

import type { Moto } from '../gateway/moto.js';
import type { KmsKey } from './kms-keys.js';
import { parsePolicy, type PolicyStatement } from './policy.js';

/** The policies of keys. They change through the sandbox's KMS only, so what was read once stays true until then. */
export class KeyPolicies {
  private readonly known = new Map<string, Promise<readonly PolicyStatement[]>>();

  constructor(private readonly moto: Moto) {}

  async of(key: KmsKey): Promise<readonly PolicyStatement[]> {
    const known = this.known.get(key.arn) ?? this.read(key);
    this.known.set(key.arn, known);
    known.catch(() => this.known.delete(key.arn));
    return await known;
  }

  /** Called when a key's policy was replaced. */
  forget(key: KmsKey): void {
    this.known.delete(key.arn);
  }

  private async read({ id, accountId, region }: KmsKey): Promise<readonly PolicyStatement[]> {
    const parameters = { KeyId: id, PolicyName: 'default' };
    const answer = await this.moto.json('kms', 'GetKeyPolicy', { accountId, region }, parameters);
    return parsePolicy(String(answer.Policy)) ?? [];
  }
}

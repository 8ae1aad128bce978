import type { Moto } from '../gateway/moto.js';
import { parsePolicy, type Policy } from '../iam/policy.js';
import type { KmsKey } from './kms-keys.js';

/** What decisions about a key depend on, beside its state. */
export interface KeyFacts {
  readonly policy: Policy;
  readonly aliases: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Policies, aliases and tags of keys. They change through the sandbox's KMS only, so what was read stays true until then. */
export class KeyFactsReader {
  private readonly known = new Map<string, Promise<KeyFacts>>();

  constructor(private readonly moto: Moto) {}

  async of(key: KmsKey): Promise<KeyFacts> {
    const known = this.known.get(key.arn) ?? this.read(key);
    this.known.set(key.arn, known);
    known.catch(() => this.known.delete(key.arn));
    return await known;
  }

  /** Called when anything of an account's keys in a region was changed. An alias can move from one key to another. */
  forget(accountId: string, region: string): void {
    for (const arn of this.known.keys()) {
      if (arn.startsWith(`arn:aws:kms:${region}:${accountId}:`)) this.known.delete(arn);
    }
  }

  private async read(key: KmsKey): Promise<KeyFacts> {
    const ask = (action: string, more = {}) => this.moto.json('kms', action, { ...key }, { KeyId: key.id, ...more });
    const aliases = (await ask('ListAliases')).Aliases as readonly { AliasName: string }[];
    const named = aliases.map(({ AliasName }) => AliasName);
    if (key.awsManaged) return { policy: awsManagedPolicy(key), aliases: named, tags: {} };
    const [{ Policy: text }, { Tags: tags }] = await Promise.all([
      ask('GetKeyPolicy', { PolicyName: 'default' }),
      ask('ListResourceTags'),
    ]);
    return {
      policy: parsePolicy(String(text)) ?? [],
      aliases: named,
      tags: Object.fromEntries(
        (tags as readonly { TagKey: string; TagValue: string }[]).map(({ TagKey, TagValue }) => [TagKey, TagValue]),
      ),
    };
  }
}

/** AWS's own keys let in everybody of their account, through their service, and let administrators look at them. */
function awsManagedPolicy({ accountId, region, alias }: KmsKey): Policy {
  const everything = { negated: false, patterns: ['*'] };
  const service = alias.replace('alias/aws/', '');
  return [
    {
      effect: 'Allow',
      principals: everything,
      actions: {
        negated: false,
        patterns: [
          ...['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
          ...['kms:CreateGrant', 'kms:ListGrants', 'kms:DescribeKey'],
        ],
      },
      resources: everything,
      conditions: [
        { operator: 'StringEquals', key: 'kms:CallerAccount', values: [accountId] },
        { operator: 'StringEquals', key: 'kms:ViaService', values: [`${service}.${region}.amazonaws.com`] },
      ],
    },
    {
      effect: 'Allow',
      principals: { negated: false, patterns: [`arn:aws:iam::${accountId}:root`] },
      actions: { negated: false, patterns: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'] },
      resources: everything,
      conditions: [],
    },
  ];
}

import { randomUUID } from 'node:crypto';
import type { Caller, Service } from '../gateway/contract.js';
import type { Account, Accounts } from './accounts.js';

/** The uses of a key that let another account copy snapshots under it. */
const copyActions = [
  ...['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
  ...['kms:DescribeKey', 'kms:CreateGrant'],
];

const imageAlias = 'alias/backlot-image';

/** A key to make in one region. */
interface KeyPlan {
  readonly alias: string;
  readonly signing?: boolean;
  /** Other accounts that may copy under it. */
  readonly users?: readonly string[];
}

/** Makes an account's keys with their aliases and policies. */
export async function seedKeys(kms: Service, account: Account, accounts: Accounts): Promise<void> {
  const caller = rootOf(account);
  const regions = account.regions.length > 0 ? account.regions : ['us-east-1'];
  for (const region of regions) {
    for (const plan of plansOf(account, accounts)) {
      const created = await call(kms, caller, region, 'CreateKey', {
        Description: plan.alias.replace('alias/', ''),
        Policy: keyPolicy(account.id, plan.users ?? []),
        ...(plan.signing === true ? { KeyUsage: 'SIGN_VERIFY', KeySpec: 'ECC_NIST_P256' } : {}),
      });
      const { KeyId } = created.KeyMetadata as { readonly KeyId: string };
      await call(kms, caller, region, 'CreateAlias', { AliasName: plan.alias, TargetKeyId: KeyId });
    }
  }
}

/** Lets every environment use the clean room's image keys; called again when an environment has come. */
export async function allowEnvironmentsToUseImages(kms: Service, accounts: Accounts): Promise<void> {
  const cleanroom = accounts.only('cleanroom');
  const Policy = keyPolicy(cleanroom.id, environmentIds(accounts));
  for (const region of cleanroom.regions) {
    await call(kms, rootOf(cleanroom), region, 'PutKeyPolicy', { KeyId: imageAlias, PolicyName: 'default', Policy });
  }
}

function plansOf(account: Account, accounts: Accounts): readonly KeyPlan[] {
  switch (account.kind) {
    case 'production':
      return [{ alias: 'alias/backlot-share', users: [accounts.only('cleanroom').id] }, { alias: 'alias/prod-data' }];
    case 'cleanroom':
      return [
        { alias: 'alias/backlot-raw' },
        { alias: imageAlias, users: environmentIds(accounts) },
        { alias: 'alias/backlot-statements', signing: true },
      ];
    case 'environment':
      return [{ alias: 'alias/backlot-data' }];
    case 'builder':
      return [{ alias: 'alias/backlot-state' }];
    default:
      return [];
  }
}

function environmentIds(accounts: Accounts): readonly string[] {
  return accounts.ofKind('environment').map(({ id }) => id);
}

function keyPolicy(owner: string, users: readonly string[]): string {
  const root = (id: string) => `arn:aws:iam::${id}:root`;
  const owning = { Sid: 'Owner', Effect: 'Allow', Principal: { AWS: root(owner) }, Action: 'kms:*', Resource: '*' };
  const using = {
    Sid: 'Copies',
    Effect: 'Allow',
    Principal: { AWS: users.map(root) },
    Action: copyActions,
    Resource: '*',
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: users.length === 0 ? [owning] : [owning, using] });
}

/** The root of an account, in whose name its seed is made. */
export function rootOf(account: Account): Caller {
  return { accountId: account.id, arn: `arn:aws:iam::${account.id}:root`, accessKeyId: '' };
}

async function call(
  service: Service,
  caller: Caller,
  region: string,
  action: string,
  parameters: Readonly<Record<string, unknown>>,
) {
  return await service.handle({ requestId: randomUUID(), service: service.name, action, region, caller, parameters });
}

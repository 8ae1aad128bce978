import { randomUUID } from 'node:crypto';
import { toDocument } from '../../templates/policies/policy-document.js';
import type { Caller, Service } from '../gateway/contract.js';
import type { Account, Accounts } from './accounts.js';
import { subjectsOf } from './policies.js';
import { rootOf } from './root-of.js';

const imageKey = 'backlot-image';
const signingKey = 'backlot-statements';

/** A key to make in one region. */
interface KeyPlan {
  readonly name: string;
  readonly region: string;
  /** JSON text. */
  readonly policy: string;
}

/** Makes an account's keys with their aliases and policies. */
export async function seedKeys(kms: Service, account: Account, accounts: Accounts): Promise<void> {
  const caller = rootOf(account);
  for (const { name, region, policy } of [...plansOf(account, accounts), ...productionsOwn(account)]) {
    const created = await call(kms, caller, region, 'CreateKey', {
      Description: name,
      Policy: policy,
      ...(name === signingKey ? { KeyUsage: 'SIGN_VERIFY', KeySpec: 'ECC_NIST_P256' } : {}),
    });
    const { KeyId } = created.KeyMetadata as { readonly KeyId: string };
    await call(kms, caller, region, 'CreateAlias', { AliasName: `alias/${name}`, TargetKeyId: KeyId });
  }
}

/** Lets every environment use the clean room's image keys; called again when an environment has come. */
export async function allowEnvironmentsToUseImages(kms: Service, accounts: Accounts): Promise<void> {
  const cleanroom = accounts.only('cleanroom');
  for (const { name, region, policy } of plansOf(cleanroom, accounts)) {
    if (name !== imageKey) continue;
    const parameters = { KeyId: `alias/${name}`, PolicyName: 'default', Policy: policy };
    await call(kms, rootOf(cleanroom), region, 'PutKeyPolicy', parameters);
  }
}

function plansOf(account: Account, accounts: Accounts): readonly KeyPlan[] {
  return subjectsOf(accounts, account).flatMap(({ kind, name, region, rules }) =>
    kind === 'key' && region !== undefined ? [{ name, region, policy: JSON.stringify(toDocument(rules)) }] : [],
  );
}

/** The key that production has for its own databases, with the policy that AWS gives a key by default. */
function productionsOwn({ id, kind, regions }: Account): readonly KeyPlan[] {
  if (kind !== 'production') return [];
  const owner = { sid: 'Owner', why: 'AWS’s default', actions: ['kms:*'], resources: ['*'] };
  const policy = JSON.stringify(toDocument([{ ...owner, principals: [`arn:aws:iam::${id}:root`] }]));
  return regions.map((region) => ({ name: 'prod-data', region, policy }));
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

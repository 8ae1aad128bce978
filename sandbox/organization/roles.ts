import { toDocument, type PolicyRule } from '../../templates/policies/policy-document.js';
import { trustRules } from '../../templates/policies/trust-rules.js';
import type { Moto } from '../gateway/moto.js';
import type { Account, AccountKind, Accounts } from './accounts.js';
import { baseArn, baseUser, subjectsOf } from './policies.js';

/** The role that every account has for its administrators; AWS makes it in each account of an organisation. */
export const administratorRole = 'OrganizationAccountAccessRole';

/** Roles that nothing uses yet: they can be assumed, and their policies allow nothing. */
const rolesWithoutPolicy: Readonly<Record<AccountKind, readonly string[]>> = {
  management: [],
  builder: [],
  production: ['BacklotRoll'],
  cleanroom: [],
  dns: [],
  environment: ['BacklotRoll'],
  member: [],
};

/** What the administrators' role may do. */
const everything: PolicyRule = {
  sid: 'AdministratorAccess',
  why: 'administrators may do everything that keys and organisation let them',
  actions: ['*'],
  resources: ['*'],
};

interface SeededRole {
  readonly name: string;
  readonly trust: readonly PolicyRule[];
  /** What it may do; nothing without them. */
  readonly rules?: readonly PolicyRule[];
}

/** Makes an account's roles: Backlot's trust the builder account's base identity, nothing else; in the builder's, that too. */
export async function seedRoles(moto: Moto, account: Account, accounts: Accounts): Promise<void> {
  const at = { accountId: account.id, region: 'us-east-1' };
  for (const { name: RoleName, trust, rules } of rolesOf(account, accounts)) {
    const AssumeRolePolicyDocument = JSON.stringify(toDocument(trust));
    await moto.query('iam', 'CreateRole', at, { RoleName, AssumeRolePolicyDocument, MaxSessionDuration: '43200' });
    if (rules === undefined) continue;
    const PolicyDocument = JSON.stringify(toDocument(rules));
    await moto.query('iam', 'PutRolePolicy', at, { RoleName, PolicyName: RoleName, PolicyDocument });
  }
  if (account.kind === 'builder') {
    await moto.query('iam', 'CreateUser', at, { UserName: baseUser });
    await putBaseUserPolicies(moto, accounts);
  }
}

/** Gives the base identity the permissions of all workers together; called again when an environment has come. */
export async function putBaseUserPolicies(moto: Moto, accounts: Accounts): Promise<void> {
  const builder = accounts.only('builder');
  const workers = subjectsOf(accounts, builder).filter(({ kind }) => kind === 'worker');
  const rules = workers.flatMap((worker, index) => {
    return worker.rules.map((rule) => ({ ...rule, sid: `${rule.sid}${index + 1}` }));
  });
  const at = { accountId: builder.id, region: 'us-east-1' };
  const PolicyDocument = JSON.stringify(toDocument(rules));
  await moto.query('iam', 'PutUserPolicy', at, { UserName: baseUser, PolicyName: 'workers', PolicyDocument });
}

function rolesOf(account: Account, accounts: Accounts): readonly SeededRole[] {
  const base = trustRules([baseArn(accounts)], 'the base identity of workers');
  const management = `arn:aws:iam::${accounts.only('management').id}:root`;
  return [
    {
      name: administratorRole,
      trust: trustRules([management], 'administrators of the organisation'),
      rules: [everything],
    },
    ...subjectsOf(accounts, account).flatMap(({ kind, name, trust, rules }) =>
      kind === 'role' ? [{ name, trust: trust ?? [], rules }] : [],
    ),
    ...rolesWithoutPolicy[account.kind].map((name) => ({ name, trust: base })),
  ];
}

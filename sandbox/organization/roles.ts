import type { Moto } from '../gateway/moto.js';
import type { Account, AccountKind } from './accounts.js';
import { rolePolicy, trustPolicy } from './role-policies.js';

/** The role that every account has for its administrators; AWS makes it in each account of an organisation. */
export const administratorRole = 'OrganizationAccountAccessRole';

/** The user in the builder account that workers get their base identity from. */
export const baseUser = 'backlot';

/** Backlot's roles by the kind of account that has them. */
const rolesOf: Readonly<Record<AccountKind, readonly string[]>> = {
  management: ['BacklotAccounts', 'BacklotRead'],
  builder: ['BacklotRead'],
  production: ['BacklotSource', 'BacklotRoll', 'BacklotRead'],
  cleanroom: ['BacklotScrub', 'BacklotVerify', 'BacklotPublish', 'BacklotRead'],
  dns: ['BacklotDns', 'BacklotRead'],
  environment: ['BacklotDeploy', 'BacklotData', 'BacklotRoll', 'BacklotRead'],
};

/** Makes an account's roles: Backlot's trust the builder account's base identity, nothing else. */
export async function seedRoles(moto: Moto, account: Account, trusted: { base: string; management: string }) {
  const at = { accountId: account.id, region: 'us-east-1' };
  const create = async (RoleName: string, principal: string, MaxSessionDuration: string) => {
    const AssumeRolePolicyDocument = trustPolicy([principal]);
    await moto.query('iam', 'CreateRole', at, { RoleName, AssumeRolePolicyDocument, MaxSessionDuration });
    const PolicyDocument = rolePolicy(RoleName);
    await moto.query('iam', 'PutRolePolicy', at, { RoleName, PolicyName: RoleName, PolicyDocument });
  };
  await create(administratorRole, `arn:aws:iam::${trusted.management}:root`, '43200');
  for (const name of rolesOf[account.kind]) await create(name, trusted.base, '43200');
  if (account.kind === 'builder') await moto.query('iam', 'CreateUser', at, { UserName: baseUser });
}

import { toDocument } from '../../templates/policies/policy-document.js';
import { trustRules } from '../../templates/policies/trust-rules.js';
import type { Moto } from '../gateway/moto.js';
import type { Account, Accounts } from './accounts.js';

const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/**
 * Makes the role that CreateAccount leaves in a new account: the management account may assume it, and it may do
 * everything.
 */
export async function makeAccessRole(
  moto: Moto,
  accounts: Accounts,
  account: Account,
  roleName: string,
): Promise<void> {
  const at = { accountId: account.id, region: 'us-east-1' };
  const management = `arn:aws:iam::${accounts.only('management').id}:root`;
  await moto.query('iam', 'CreateRole', at, {
    RoleName: roleName,
    AssumeRolePolicyDocument: JSON.stringify(toDocument(trustRules([management], 'the management account'))),
  });
  await moto.query('iam', 'PutRolePolicy', at, {
    RoleName: roleName,
    PolicyName: 'AdministratorAccess',
    PolicyDocument: JSON.stringify(everything),
  });
}

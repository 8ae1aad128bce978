import type { AccessKeys } from '../gateway/access-keys.js';
import type { Moto } from '../gateway/moto.js';
import type { Accounts } from '../organization/accounts.js';
import { administratorRole } from '../organization/roles.js';
import { findRole } from '../services/iam-roles.js';
import type { SandboxCredentials } from './description.js';
import { SandboxError } from './sandbox-error.js';

const sessionSeconds = 12 * 3_600;

/** What is needed to hand out a session without anybody assuming a role. */
export interface CredentialSource {
  readonly moto: Moto;
  readonly accounts: Accounts;
  readonly accessKeys: AccessKeys;
}

/**
 * Issues a session of a role in an account, by default its administrator's. This is the sandbox owner's privilege:
 * whoever runs the sandbox may be anybody in it.
 *
 * @throws {SandboxError} when there is no such account or role.
 */
export async function issueCredentials(
  { moto, accounts, accessKeys }: CredentialSource,
  accountName: string,
  roleName: string = administratorRole,
): Promise<SandboxCredentials> {
  const account = accounts.find(accountName);
  if (account === undefined) {
    const known = accounts.all().map(({ name }) => name);
    throw new SandboxError(`The sandbox has no account "${accountName}". It has: ${known.join(', ')}.`, 'invalid');
  }
  const role = await findRole(moto, account.id, roleName);
  if (role === undefined) {
    throw new SandboxError(`Account ${account.name} has no role "${roleName}". Name one that exists there.`, 'invalid');
  }
  const session = accessKeys.issueSession({
    accountId: account.id,
    roleName: role.name,
    roleId: role.id,
    sessionName: 'sandbox',
    durationSeconds: sessionSeconds,
  });
  return {
    accountId: account.id,
    roleName: role.name,
    accessKeyId: session.accessKeyId,
    secretAccessKey: session.secretAccessKey,
    sessionToken: session.sessionToken,
    expiration: new Date(session.expiresAt).toISOString(),
  };
}

import { BacklotError } from '../../domain/errors.js';
import type { EnvironmentAccount, FoundAccount } from '../../domain/messages/spawn.js';
import { tagKeys, type Tags } from '../../domain/tags.js';
import type { Directory } from './directory.js';
import { requireUnprotected } from './protect.js';
import type { AccountSettings } from './settings.js';

/**
 * Finds the account of an environment: the one that its file names, else the one that is tagged with its name. One that
 * is closed, or being closed, is never used.
 *
 * @throws {BacklotError} `ResourceFailed` when the named one is closed; `CannotDecide` when several carry the tag.
 */
export async function findEnvironmentAccount(
  directory: Directory,
  settings: AccountSettings,
  environment: string,
  named: string | undefined,
): Promise<FoundAccount> {
  if (named !== undefined) return { account: await namedAccount(directory, settings, environment, named) };
  const all = (await directory.accounts()).filter(({ Id = '' }) => !settings.protectedAccounts.includes(Id));
  const found = (await directory.tagged(all)).filter(({ tags }) => tags[tagKeys.environment] === environment);
  const [only, other] = found;
  if (other !== undefined) {
    throw new BacklotError(
      'CannotDecide',
      `Several accounts carry the tag ${tagKeys.environment}=${environment}: ${found.map(({ id }) => id).join(', ')}. ` +
        'Take it from all but one, or name the right one as accountId in the account file.',
    );
  }
  return only === undefined ? {} : { account: environmentAccount(environment, only.id, only.tags) };
}

async function namedAccount(
  directory: Directory,
  settings: AccountSettings,
  environment: string,
  accountId: string,
): Promise<EnvironmentAccount> {
  requireUnprotected(accountId, settings);
  const described = await directory.describe(accountId);
  // An account outside the organisation was made by somebody else and can be used all the same.
  if (described === undefined) return { accountId, ours: false };
  if (described.Status !== 'ACTIVE') {
    throw new BacklotError(
      'ResourceFailed',
      `Account ${accountId} of ${environment} is ${described.Status ?? 'closed'}, and nothing works in it any more. ` +
        'Take accountId out of the account file to get another one.',
    );
  }
  return environmentAccount(environment, accountId, await directory.tagsOf(accountId));
}

function environmentAccount(environment: string, accountId: string, tags: Tags): EnvironmentAccount {
  const { [tagKeys.bootstrapped]: bootstrapped, [tagKeys.expires]: expires } = tags;
  return {
    accountId,
    ours: tags[tagKeys.environment] === environment && tags[tagKeys.operation] !== undefined,
    ...(bootstrapped === undefined ? {} : { bootstrapped }),
    ...(expires === undefined ? {} : { expires }),
  };
}

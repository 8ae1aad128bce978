import { MoveAccountCommand } from '@aws-sdk/client-organizations';
import { BacklotError } from '../../domain/errors.js';
import type { AccountInput, FoundAccount } from '../../domain/messages/spawn.js';
import { tagKeys, tagsOf } from '../../domain/tags.js';
import { awsErrorName } from '../aws/error-names.js';
import type { ActivityDependencies } from '../dependencies.js';
import { createDirectory } from './directory.js';
import { findEnvironmentAccount } from './find-account.js';
import { requireUnprotected } from './protect.js';

/** What the `pool` tag says of an account that was checked to be empty. */
export const emptyAccount = 'empty';

/** Activities that find, lease, move and tag accounts that there are. */
export function createAccountPlaceActivities({ aws, accounts }: ActivityDependencies) {
  const directory = createDirectory(aws, accounts);

  return {
    /** Finds the account of an environment; none when it has not been given one. */
    findAccount({ environment, accountId }: { environment: string; accountId?: string }): Promise<FoundAccount> {
      return findEnvironmentAccount(directory, accounts, environment, accountId);
    },

    /**
     * Takes an empty account out of the pool, by tags that say whose it is; none when the pool has none. Only who holds
     * the lease of the pool may call it: two who choose at once could choose the same.
     *
     * @throws `NotOurs` when somebody else's tags are on it after all.
     */
    async leasePoolAccount({ environment, operationId }: AccountInput): Promise<{ accountId?: string }> {
      if (accounts.pool === undefined) return {};
      const unit = await directory.unit(accounts.pool.organizationalUnit);
      const waiting = (await directory.tagged(await directory.accountsIn(unit))).filter(
        ({ id, tags }) => tags[tagKeys.pool] === emptyAccount && !accounts.protectedAccounts.includes(id),
      );
      const ours = waiting.find(({ tags }) => tags[tagKeys.environment] === environment);
      const free = waiting.filter(({ tags }) => tags[tagKeys.environment] === undefined);
      const chosen = ours ?? free.toSorted((one, other) => (one.id < other.id ? -1 : 1))[0];
      if (chosen === undefined) return {};
      // What it was in an earlier life goes before anybody can find it as this environment's.
      await directory.untag(chosen.id, [tagKeys.bootstrapped, tagKeys.expires, tagKeys.expiryNotice]);
      await directory.tag(chosen.id, tagsOf({ operation: operationId, environment }));
      const { [tagKeys.environment]: owner, [tagKeys.operation]: operation } = await directory.tagsOf(chosen.id);
      if (owner !== environment || operation !== operationId) {
        throw new BacklotError(
          'NotOurs',
          `Account ${chosen.id} of the pool was taken by ${owner ?? 'somebody'} at the same moment, although only one ` +
            'operation at a time chooses. Start again, and look who else changes tags of accounts.',
        );
      }
      await directory.untag(chosen.id, [tagKeys.pool]);
      return { accountId: chosen.id };
    },

    /** Moves an account into a unit, unless it is there. */
    async moveAccount({ accountId, unit }: { accountId: string; unit: string }): Promise<{ moved: boolean }> {
      requireUnprotected(accountId, accounts);
      const [to, from] = [await directory.unit(unit), await directory.parentOf(accountId)];
      if (from === to) return { moved: false };
      try {
        await aws
          .organizations(accounts.management)
          .send(new MoveAccountCommand({ AccountId: accountId, SourceParentId: from, DestinationParentId: to }));
      } catch (error) {
        if (awsErrorName(error) !== 'DuplicateAccountException') throw error;
      }
      return { moved: true };
    },

    /** Records when an environment may be destroyed. `expire` reads it; nothing waits for it. */
    async recordExpiry({ accountId, expires }: { accountId: string; expires: string }): Promise<void> {
      requireUnprotected(accountId, accounts);
      await directory.tag(accountId, tagsOf({ expires }));
    },
  };
}

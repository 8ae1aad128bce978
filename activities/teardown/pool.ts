import { CloseAccountCommand } from '@aws-sdk/client-organizations';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { bootstrapRole } from '../../domain/built-in.js';
import { BacklotError } from '../../domain/errors.js';
import { tagKeys, type Tags } from '../../domain/tags.js';
import { createDirectory } from '../accounts/directory.js';
import { createAccountPlaceActivities, emptyAccount } from '../accounts/place-account.js';
import { awsErrorCode, awsErrorName } from '../aws/error-names.js';
import type { ActivityDependencies } from '../dependencies.js';
import { NotReadyError } from '../edge/not-ready.js';
import { createDoomedCheck, readAccountRecord, type DoomedAccount } from './require-doomed.js';

/** AWS lets so few accounts be closed in thirty days that asking more often tells nothing new. */
const quotaAgainMs = 6 * 3_600_000;

/** What the `pool` tag says of an empty account that is to be closed. */
const retiredAccount = 'retired';

/** Activities that give emptied accounts back, and close those that nobody needs. */
export function createPoolReturnActivities(dependencies: ActivityDependencies) {
  const { aws, accounts, timings } = dependencies;
  const directory = createDirectory(aws, accounts);
  const check = createDoomedCheck(dependencies);
  const { moveAccount } = createAccountPlaceActivities(dependencies);

  return {
    /** Tells whether the account can still be entered by the role that it was born with. */
    async findWayIn({ accountId }: Pick<DoomedAccount, 'accountId'>): Promise<{ open: boolean }> {
      const { management } = accounts;
      const place = { account: accountId, region: management.region, role: bootstrapRole, through: management };
      try {
        await aws.iam(place).send(new GetRoleCommand({ RoleName: bootstrapRole }));
        return { open: true };
      } catch (error) {
        if (awsErrorCode(error) === 'AccessDenied') return { open: false };
        throw error;
      }
    },

    /**
     * Gives an account that was found empty back to the pool. Its last tags go at the end, so that an attempt which dies
     * half way is begun again.
     */
    async returnToPool({ unit, ...account }: DoomedAccount & { unit: string }): Promise<void> {
      const { accountId } = account;
      await check(account);
      await directory.tag(accountId, { [tagKeys.pool]: emptyAccount });
      await moveAccount({ accountId, unit });
      await directory.untag(accountId, [tagKeys.expires, tagKeys.expiryNotice, tagKeys.bootstrapped]);
      await directory.untag(accountId, [tagKeys.environment]);
    },

    /**
     * Closes an empty account of the pool; AWS suspends it, and deletes it after ninety days.
     *
     * @throws `NotReady` while AWS closes it, or lets no more be closed; `GuardRefused` when it is not an empty one.
     */
    async closeAccount({ accountId }: { accountId: string }): Promise<{ status: string }> {
      const record = await readAccountRecord(directory, accountId);
      requireUseless(accountId, record?.tags ?? {});
      if (record?.status === 'SUSPENDED') return { status: record.status };
      if (record?.status === 'PENDING_CLOSURE') {
        throw new NotReadyError(`account ${accountId} is being closed`, timings.leasePollMs);
      }
      // Out of the pool before it closes, so that nobody leases it meanwhile; somebody may have at this very moment.
      await directory.tag(accountId, { [tagKeys.pool]: retiredAccount });
      requireUseless(accountId, await directory.tagsOf(accountId));
      try {
        await aws.organizations(accounts.management).send(new CloseAccountCommand({ AccountId: accountId }));
      } catch (error) {
        throw notNow(accountId, error);
      }
      throw new NotReadyError(`account ${accountId} is being closed`, timings.leasePollMs);
    },
  };

  function requireUseless(accountId: string, tags: Tags): void {
    const reason = reasonToKeep(accountId, tags, accounts.protectedAccounts);
    if (reason === undefined) return;
    throw new BacklotError(
      'GuardRefused',
      `Account ${accountId} was not closed: ${reason}. Empty it first: backlot destroy.`,
    );
  }
}

/** Says why an account must not be closed; nothing when it may be. */
export function reasonToKeep(accountId: string, tags: Tags, protectedAccounts: readonly string[]): string | undefined {
  if (protectedAccounts.includes(accountId)) return 'it is protected';
  if (tags[tagKeys.operation] === undefined) return 'it was not made by Backlot';
  if (tags[tagKeys.environment] !== undefined) return `it belongs to ${tags[tagKeys.environment]}`;
  if (![emptyAccount, retiredAccount].includes(tags[tagKeys.pool] ?? '')) return 'nobody has found it empty';
  return undefined;
}

/** AWS's quotas on closing pass with time: ten of a hundred accounts in thirty days, three at once. */
function notNow(accountId: string, error: unknown): unknown {
  const { Reason } = error as { Reason?: string };
  if (awsErrorName(error) === 'ConstraintViolationException' && Reason?.startsWith('CLOSE_ACCOUNT_')) {
    return new NotReadyError(`AWS lets no more accounts be closed now (${Reason}); ${accountId} waits`, quotaAgainMs);
  }
  if (awsErrorName(error) === 'ConflictException') return new NotReadyError('another account is being closed', 60_000);
  return error;
}

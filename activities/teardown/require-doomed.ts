import { BacklotError } from '../../domain/errors.js';
import type { Fleet } from '../../domain/fleet/fleet.js';
import type { AccountRecord, Doomed } from '../../domain/messages/destroy.js';
import { reasonToSpare } from '../../domain/reason-to-spare.js';
import { createDirectory, type Directory } from '../accounts/directory.js';
import type { ActivityDependencies } from '../dependencies.js';

/** An environment's account that something is to be deleted in. */
export type DoomedAccount = Pick<Doomed, 'environment' | 'accountId'>;

/** Looks anew, before every deletion, whether an account may be emptied. */
export function createDoomedCheck({ aws, accounts, readFleet }: ActivityDependencies) {
  const directory = createDirectory(aws, accounts);

  /** @throws {BacklotError} `GuardRefused` when it may not; nothing is deleted then. */
  return async ({ environment, accountId }: DoomedAccount): Promise<Doomed> => {
    const fleet = await readFleet();
    const { protectedAccounts } = accounts;
    // AWS is asked only about what could be an account of ours at all.
    const isAccount = /^\d{12}$/.test(accountId) && !protectedAccounts.includes(accountId);
    const record = isAccount ? await readAccountRecord(directory, accountId) : undefined;
    const doomed = { environment, accountId, protectedAccounts, ...(record === undefined ? {} : { record }) };
    requireDoomed(doomed);
    // What the fleet says now counts, whatever it said when the operation began.
    if (!isAccountOf(fleet, { environment, accountId })) {
      throw refused(accountId, `the fleet does not say any more that it is the account of ${environment}`);
    }
    return doomed;
  };
}

/** Tells whether the fleet lets an account be that of an environment, and of no other. */
export function isAccountOf({ accounts }: Fleet, { environment, accountId }: DoomedAccount): boolean {
  const file = accounts[environment];
  const others = Object.values(accounts).filter((other) => other.account !== environment);
  return (
    file !== undefined &&
    (file.accountId ?? accountId) === accountId &&
    !others.some((other) => other.accountId === accountId)
  );
}

/** Refuses to empty an account. @throws {BacklotError} `GuardRefused` with the reason to spare it. */
export function requireDoomed(doomed: Doomed): void {
  const reason = reasonToSpare(doomed);
  if (reason !== undefined) throw refused(doomed.accountId, reason);
}

/** Reads what Organizations knows of an account; nothing when it is not one of the organisation's. */
export async function readAccountRecord(directory: Directory, accountId: string): Promise<AccountRecord | undefined> {
  const described = await directory.describe(accountId);
  if (described === undefined) return undefined;
  return { status: described.Status ?? 'unknown', tags: await directory.tagsOf(accountId) };
}

function refused(accountId: string, reason: string): BacklotError {
  return new BacklotError(
    'GuardRefused',
    `Account ${accountId} was left as it is: ${reason}. Only accounts that Backlot made for this very environment are ` +
      'emptied. Look at the fleet and at the account’s tags in Organizations.',
  );
}

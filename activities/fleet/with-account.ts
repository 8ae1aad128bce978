import { BacklotError } from '../../domain/errors.js';
import type { Fleet, FleetContent } from '../../domain/fleet/fleet.js';

/**
 * The fleet with the number of an environment's account filled in.
 *
 * @throws {BacklotError} `GuardRefused` when its file says another one.
 */
export function withAccount(fleet: Fleet, environment: string, accountId: string): FleetContent {
  const account = Object.hasOwn(fleet.accounts, environment) ? fleet.accounts[environment] : undefined;
  if (account === undefined) return fleet;
  if (account.accountId !== undefined && account.accountId !== accountId) {
    throw new BacklotError(
      'GuardRefused',
      `The account file of ${environment} says ${account.accountId}, and the operation works on ${accountId}, so nothing ` +
        'was done. Correct the account file, or move the account.',
    );
  }
  return { ...fleet, accounts: { ...fleet.accounts, [environment]: { ...account, accountId } } };
}

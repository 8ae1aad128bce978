import { BacklotError } from '../../domain/errors.js';
import type { Account } from '../../domain/fleet/account.js';
import type { Fleet } from '../../domain/fleet/fleet.js';

/** Finds the account file of an environment. @throws {BacklotError} `InvalidInput` with those that there are. */
export function environmentAccount(fleet: Fleet, name: string): Account {
  const account = fleet.accounts[name];
  if (account !== undefined) return account;
  throw new BacklotError(
    'InvalidInput',
    `The fleet has no environment "${name}". It has ${Object.keys(fleet.accounts).join(', ') || 'none'}; ` +
      'add an account file, or correct the name.',
  );
}

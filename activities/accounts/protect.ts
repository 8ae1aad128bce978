import { BacklotError } from '../../domain/errors.js';
import { tagKeys, type Tags } from '../../domain/tags.js';
import type { AccountSettings } from './settings.js';

/**
 * Refuses to go on with an account that nothing of an environment may be made in.
 *
 * @throws {BacklotError} `GuardRefused`.
 */
export function requireUnprotected(accountId: string, { protectedAccounts }: AccountSettings): void {
  if (!protectedAccounts.includes(accountId)) return;
  throw new BacklotError(
    'GuardRefused',
    `Account ${accountId} is protected: it is production, the clean room, the management, builder or DNS account, or ` +
      'named under protectedAccounts. Nothing was changed. Give the environment another account.',
  );
}

/**
 * Refuses to go on with an account that Backlot did not make for this environment.
 *
 * @throws {BacklotError} `NotOurs`.
 */
export function requireAccountOf(environment: string, accountId: string, tags: Tags): void {
  if (tags[tagKeys.environment] === environment && tags[tagKeys.operation] !== undefined) return;
  throw new BacklotError(
    'NotOurs',
    `Account ${accountId} does not carry the tags of an account that Backlot got for ${environment}, so it was left ` +
      'alone. Correct accountId in the account file, or have its roles made by a person: backlot bootstrap.',
  );
}

import { noticeText } from '../../../domain/decide-expiry.js';
import { tagsOf } from '../../../domain/tags.js';
import type { FakeAccount } from './cloud/organization.js';
import { furnish } from './doomed.js';
import type { Stage } from './stage.js';

const hour = 3_600_000;
const twoWeeks = 14 * 24 * hour;

/** The time so many hours from now. */
export function inHours(hours: number): string {
  return new Date(Date.now() + hours * hour).toISOString();
}

/** Lets an account's environment end in so many hours; notice of that was given so many hours ago, or not at all. */
export function endsIn(account: FakeAccount, hours: number, noticed?: number): FakeAccount {
  const expires = inHours(hours);
  const notice = noticed === undefined ? '' : noticeText({ given: inHours(-noticed), expires });
  Object.assign(account.tags, tagsOf({ expires, expiryNotice: notice }));
  return account;
}

/** Lets the files of all environments of a stage say `expires`. */
export function letExpire({ fleet }: Stage): void {
  fleet.spawn = { ...fleet.spawn, expiresMs: twoWeeks };
}

/** Puts up an environment that has everything, whose time is over and of which notice was given long enough ago. */
export function overdue(stage: Stage): FakeAccount {
  letExpire(stage);
  return endsIn(furnish(stage), -2, 26);
}

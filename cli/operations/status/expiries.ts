import type { ExpiryOutcome } from '../../../domain/messages/expiry.js';

/** When an environment ends. Times are ISO. */
export interface Expiry {
  readonly environment: string;
  readonly expires: string;
  /** When notice of that was given; before that, and for a day after it, nothing is destroyed. */
  readonly notice?: string;
  /** Why the last run did not do what the times ask for. */
  readonly reason?: string;
}

/** What an operation did to the end of an environment: moved it, or took it away with the environment. */
export interface ExpiryChange {
  readonly environment: string;
  /** ISO time; absent when the environment is gone. */
  readonly expires?: string;
}

const refusals: readonly ExpiryOutcome['outcome'][] = ['busy', 'spared', 'failed'];

/** Works out when environments end from what the last run saw, and from what has changed since, the oldest first. */
export function expiriesAfter(seen: readonly ExpiryOutcome[], changes: readonly ExpiryChange[]): Expiry[] {
  const expiries = new Map<string, Expiry>();
  for (const { environment, expires, notice, outcome, reason } of seen) {
    expiries.set(environment, {
      environment,
      expires,
      ...(notice === undefined ? {} : { notice }),
      ...(refusals.includes(outcome) ? { reason } : {}),
    });
  }
  for (const { environment, expires } of changes) {
    if (expires === undefined) expiries.delete(environment);
    // A notice counts only for the end that it was given of.
    else if (expiries.get(environment)?.expires !== expires) expiries.set(environment, { environment, expires });
  }
  return [...expiries.values()].toSorted((one, other) => one.expires.localeCompare(other.expires));
}

import type { Assignment } from '../../../../domain/messages/access.js';
import type { Belonging, FoundAt } from '../../../../domain/messages/listing.js';

/** Something in a fake account. */
export interface FakeThing extends FoundAt {
  readonly belongs: Belonging;
  /** The stack that takes it along. */
  readonly stack?: string;
}

/** What an environment's account holds besides databases, and what leads to it. */
export class FakeHousehold {
  things: FakeThing[] = [];
  schedules: string[] = [];
  delegated = false;
  /** Who may enter the account. */
  assignments: readonly Assignment[] = [];
  /** Groups that the identity store does not have. */
  readonly missingGroups = new Set<string>();
  /** What was written to the bucket, by key. */
  readonly objects = new Map<string, unknown>();
  /** Set when whoever resolves the fleet overlooks that the account is protected. */
  misled = false;
  /** Ids that AWS refuses to delete. */
  readonly guarded = new Set<string>();
}

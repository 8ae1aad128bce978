import type { AccessCenter } from './access.js';
import type { FoundAt } from './listing.js';
import type { OnBusy } from './refresh.js';
import type { FleetRef } from './slices.js';

/** What becomes of things in an account that are not Backlot's. */
export type ForeignChoice = 'leave' | 'delete';

/** Input of `destroyAccount`, as a person types it. Without `digest` and `confirm` nothing is destroyed. */
export interface DestroyInput {
  /** The environment's account name in the fleet. */
  readonly account: string;
  /** Of the plan that a run without it has shown. */
  readonly digest?: string;
  /** The environment's name once more. */
  readonly confirm?: string;
  /** `leave` when absent: then the account stays out of the pool for as long as something is left. */
  readonly leftovers?: ForeignChoice;
  /** Asks once more, right before the first deletion, whether the environment's time is over: nobody watches an expiry. */
  readonly onlyIfExpired?: boolean;
  readonly operationId?: string;
  readonly onBusy?: OnBusy;
  readonly requestedBy?: string;
}

/** What Organizations knows of an account. */
export interface AccountRecord {
  /** `ACTIVE`, `SUSPENDED`, `PENDING_CLOSURE`. */
  readonly status: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** An account that is to be emptied, and what decides whether it may be. */
export interface Doomed {
  readonly environment: string;
  readonly accountId: string;
  /** Accounts that are never emptied: the organisation's own, and those that the fleet protects. */
  readonly protectedAccounts: readonly string[];
  /** Absent when Organizations does not know the account. */
  readonly record?: AccountRecord;
}

/** An environment that is to be destroyed. */
export interface DestroyTarget extends Doomed {
  readonly fleet: FleetRef;
  readonly organization: string;
  readonly regions: readonly string[];
  readonly zone: { readonly name: string; readonly visibility: 'private' | 'public' };
  readonly delegation: { readonly account: string; readonly role: string; readonly parentZone: string };
  /** Where people are let in; absent where Backlot lets nobody in. */
  readonly access?: AccessCenter;
  /** The unit of empty accounts; absent where there is no pool. */
  readonly poolUnit?: string;
}

/** The part of a teardown that something goes with, in the order in which they come. */
export const destroyPhases = [
  'schedules',
  'delegation',
  'databases',
  'stacks',
  'resources',
  'foreign',
  'access',
  'roles',
] as const;

/** One of the parts. */
export type DestroyPhase = (typeof destroyPhases)[number];

/** One thing that goes. */
export interface DestroyItem {
  readonly phase: DestroyPhase;
  /** `schedule`, `stack`, `access`, or the type of a resource. */
  readonly type: string;
  readonly id: string;
  /** `global` for what is of no region. */
  readonly region: string;
  /** Of a stack: how many resources Terraform would take away. */
  readonly deletes?: number;
}

/** Everything that would go, in order. */
export interface DestroyPlan {
  readonly environment: string;
  readonly accountId: string;
  readonly leftovers: ForeignChoice;
  readonly items: readonly DestroyItem[];
}

/** What is in an account, as far as a teardown is concerned. */
export interface AccountListing {
  readonly ours: readonly FoundAt[];
  readonly foreign: readonly FoundAt[];
  readonly ending: readonly FoundAt[];
}

/** Something that stays, and why. */
export interface Staying {
  readonly type: string;
  readonly id: string;
  readonly region: string;
  readonly reason: string;
}

/** Result of `destroyAccount`. */
export interface DestroyResult {
  readonly operationId: string;
  readonly accountId: string;
  /** Given back to destroy exactly this. */
  readonly digest: string;
  readonly items: readonly DestroyItem[];
  /**
   * `planned`: nothing was done. `emptied`: the account is in the pool. `kept`: what is not Backlot's is still there.
   * `closed-in`: only Backlot's roles are left, and nobody can enter the account to take them away.
   */
  readonly outcome: 'planned' | 'emptied' | 'kept' | 'closed-in';
  readonly staying: readonly Staying[];
  /** Set when the run did nothing because another operation held the environment. */
  readonly skipped?: { readonly holder: string };
}

/** Input of `retireAccount`. */
export interface RetireInput {
  /** The account's number; an empty one has no name. */
  readonly account: string;
  /** The number once more. */
  readonly confirm: string;
  readonly operationId?: string;
  readonly requestedBy?: string;
}

/** Result of `retireAccount`. */
export interface RetireResult {
  readonly accountId: string;
  readonly status: string;
}

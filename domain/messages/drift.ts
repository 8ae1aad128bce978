import type { Leftover } from './sweep.js';
import type { FleetRef } from './slices.js';
import type { PlannedChange, StackSlice } from './stacks.js';

/** Input of `detectDrift`, as a person types it. */
export interface DriftInput {
  /** The environment's account name in the fleet; every environment that exists when left out. */
  readonly account?: string;
  readonly requestedBy?: string;
}

/** An environment that exists, as far as drift is concerned. */
export interface DriftTarget {
  readonly environment: string;
  readonly accountId: string;
  /** Whether stacks belong to the environment. */
  readonly hasBlueprint: boolean;
  readonly hasDatabases: boolean;
  /** Why it is not certain that this is its account; nothing is looked at then. */
  readonly doubt?: string;
}

/** What a look for drift found when it resolved the fleet. */
export interface DriftPlan {
  readonly fleet: FleetRef;
  readonly environments: readonly DriftTarget[];
  /** How many environments may be looked at at once. */
  readonly atOnce: number;
}

/** Which stack to look at. */
export interface FindDriftInput {
  readonly stack: StackSlice;
  /** The fleet that the stack was made from. */
  readonly fleet: FleetRef;
}

/** How a resource differs from its state. Names only: what its attributes hold stays in the state bucket. */
export interface DriftedResource {
  readonly address: string;
  readonly type: string;
  /**
   * `changed`: an apply would change it back. `deleted`: it is gone, and an apply would make it again. `follows`: an apply
   * would change it only because of something that is gone.
   */
  readonly difference: 'changed' | 'deleted' | 'follows';
  /** The attributes that differ; empty for what is gone. */
  readonly attributes: readonly string[];
}

/** How a stack stands. `could not look` is never to be taken for `clean`. */
export const stackOutcomes = [
  'clean',
  'pending',
  'drifted',
  'both',
  'not applied',
  'deferred',
  'could not look',
] as const;

/** One of them. */
export type StackOutcome = (typeof stackOutcomes)[number];

/** What was found about one stack. */
export interface StackDrift {
  readonly stack: string;
  readonly outcome: StackOutcome;
  /** How many there are; the lists hold the first of them. */
  readonly counts: { readonly drift: number; readonly pending: number };
  /** What somebody else has changed or deleted. */
  readonly drift: readonly DriftedResource[];
  /** What the configuration, or a value from another stack, would change. */
  readonly pending: readonly PlannedChange[];
  /** Why nothing could be told, what it waits for, or what else is to be known. */
  readonly reason?: string;
}

/** One thing around an environment's databases that is not as Backlot has made it. */
export interface MadeDifference {
  /** `instance users-g7`, `name users.db.qa1.acme.example`. */
  readonly subject: string;
  /** `unexpected`: nothing needs it any more. `changed`: it is not as it was made. `missing`: it should be there. */
  readonly difference: 'unexpected' | 'changed' | 'missing';
  readonly detail: string;
}

/** What was found about what Backlot makes itself, without Terraform: databases and all that belongs to them. */
export interface MadeDrift {
  readonly outcome: 'clean' | 'drifted' | 'could not look';
  readonly differences: readonly MadeDifference[];
  readonly reason?: string;
}

/** What was found about one environment. */
export interface EnvironmentDrift {
  readonly environment: string;
  readonly accountId: string;
  /** That of its stacks and databases together, the gravest first: a difference, then what could not be looked at. */
  readonly outcome: StackOutcome;
  readonly stacks: readonly StackDrift[];
  /** Absent where the environment gets no databases. */
  readonly databases?: MadeDrift;
  /** Why its stacks are not known. */
  readonly reason?: string;
}

/** Result of `detectDrift`. Names and counts; no value of an attribute. */
export interface DriftReport {
  /** ISO time. */
  readonly lookedAt: string;
  readonly environments: readonly EnvironmentDrift[];
}

/** What of a sweep's findings counts here. */
export type Unexpected = Pick<Leftover, 'type' | 'id' | 'reason' | 'due'>;

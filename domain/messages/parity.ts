import type { InstanceAt } from './databases.js';
import type { EnvironmentDatabase, EnvironmentSlice, FleetRef, Place, SourceSlice } from './slices.js';

/** Input of `compareParity`, as a person types it. */
export interface ParityInput {
  /** The environment's account name in the fleet. */
  readonly account: string;
  readonly requestedBy?: string;
}

/** Why an environment differs from production. Only the last two are anything to act on. */
export const differenceReasons = ['declared', 'scaled down on purpose', 'drifted', 'missing'] as const;

/** One of the reasons. */
export type DifferenceReason = (typeof differenceReasons)[number];

/** One difference between an environment and production. */
export interface ParityDifference {
  /** `database users`, `name users.db.qa1.acme.example`, `stack qa1.data.us-east-1`. */
  readonly subject: string;
  /** `engine version`, `instance class`, `parameter work_mem`. */
  readonly aspect: string;
  /** Absent where production has nothing to compare, or nothing that may be told. */
  readonly production?: string;
  readonly environment?: string;
  readonly reason: DifferenceReason;
  /** What the reason is known from, and what to do where something is to be done. */
  readonly detail: string;
}

/** Result of `compareParity`. Names, versions, sizes and times; no value from a database. */
export interface ParityReport {
  readonly environment: string;
  /** ISO time. */
  readonly comparedAt: string;
  /** How much was looked at. */
  readonly compared: { readonly databases: number; readonly names: number; readonly stacks: number };
  /** Those that are to be acted on first. */
  readonly differences: readonly ParityDifference[];
}

/** A database file, or a family's, that an environment does not include. */
export interface LeftOutDatabase {
  readonly name: string;
  /** Relative to the zone; a family has a name for each member, which production alone knows. */
  readonly dnsName?: string;
}

/** What a comparison found when it resolved the fleet. */
export interface ParityPlan {
  readonly fleet: FleetRef;
  readonly environment: EnvironmentSlice;
  /** One for each region of the environment. */
  readonly places: readonly Place[];
  readonly databases: readonly EnvironmentDatabase[];
  readonly leftOut: readonly LeftOutDatabase[];
  readonly maxImageAgeMs: number;
  /** Whether stacks belong to the environment. */
  readonly hasBlueprint: boolean;
}

/** What a comparison looks at of an instance. */
export interface ObservedInstance {
  readonly instance: string;
  readonly engine: string;
  readonly engineVersion: string;
  readonly instanceClass: string;
  readonly storageGiB: number;
  readonly storageType: string;
  readonly multiAz: boolean;
}

/** A parameter that two instances have different values of. A value is absent where there is none, or it is not told. */
export interface ParameterDifference {
  readonly name: string;
  readonly production?: string;
  readonly environment?: string;
  /** Whether Backlot itself leaves the parameter out of environments. */
  readonly leftOut: boolean;
}

/** Which instances are compared. */
export interface DescribePairInput {
  readonly source: Pick<SourceSlice, 'place' | 'instance'>;
  /** Absent when nothing serves. */
  readonly serving?: InstanceAt;
}

/** A database's instance in production, and the one that serves in the environment; absent when it is not there. */
export interface InstancePair {
  readonly production?: ObservedInstance;
  readonly environment?: ObservedInstance;
  readonly parameters: readonly ParameterDifference[];
}

/** How far a stack is what its blueprint asks for, as far as the state bucket tells. */
export interface StackStanding {
  readonly stack: string;
  /** Whether its state holds anything. */
  readonly applied: boolean;
  /** Whether it was applied from what its configuration would be now; `unknown` where nothing was kept that tells. */
  readonly configuration: 'same' | 'other' | 'unfinished' | 'unknown';
}

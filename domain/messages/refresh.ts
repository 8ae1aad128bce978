import type { GenerationAt } from './generation.js';
import type { ImageRef } from './sanitize.js';
import type { EnvironmentDatabase, EnvironmentSlice, FleetRef } from './slices.js';

/** What a scheduled run does when another operation holds the environment: `skip`, `fail`, or `wait:2h`. */
export type OnBusy = 'fail' | 'skip' | `wait:${string}`;

/** Input of `refreshEnvironment`, as a person types it. */
export interface RefreshInput {
  /** The environment's account name in the fleet. */
  readonly account: string;
  /** Only these databases; all of the account file by default. */
  readonly databases?: readonly string[];
  /** An image at most this old is used as it is, for example `12h`; the fleet's `images.maxAge` by default. */
  readonly maxAge?: string;
  readonly operationId?: string;
  readonly onBusy?: OnBusy;
  readonly requestedBy?: string;
}

/** How far one database of a refresh is. */
export const databaseSteps = [
  'waiting',
  'sanitising',
  'preparing',
  'ready',
  'serving',
  'skipped',
  'failed',
  'stopped',
] as const;

/** One of the steps. */
export type DatabaseStep = (typeof databaseSteps)[number];

/** One database of a refresh as the progress query shows it. */
export interface DatabaseProgress {
  readonly database: string;
  readonly step: DatabaseStep;
  /** The workflow that does the step now, when it is not the refresh itself. */
  readonly workflowId?: string;
  readonly image?: string;
  readonly dataTime?: string;
  readonly instance?: string;
  /** Stable code and message of the failure, or why it was stopped. */
  readonly error?: string;
}

/** What a refresh as a whole is doing. */
export type RefreshPhase =
  | 'resolving'
  | 'preparing databases'
  | 'waiting for approval'
  | 'cutting over'
  | 'draining'
  | 'fencing the old generation'
  | 'clearing up'
  | 'done';

/** Answer of the `progress` query of a refresh. */
export interface RefreshProgress {
  readonly environment: string;
  readonly operationId: string;
  readonly generation: string;
  readonly phase: RefreshPhase;
  readonly paused: boolean;
  /** What the operator may do now, as update names. */
  readonly allowed: readonly string[];
  readonly databases: readonly DatabaseProgress[];
}

/** Result of `refreshEnvironment`. */
export interface RefreshResult {
  readonly operationId: string;
  readonly generation: string;
  readonly databases: readonly DatabaseProgress[];
  /** Greatest distance between the data times of the databases now serving, in ms. */
  readonly skewMs: number;
  /** Set when the run did nothing because another operation held the environment. */
  readonly skipped?: { readonly holder: string };
}

/** What a refresh would cost, before anything starts. */
export interface RefreshEstimate {
  readonly environment: string;
  readonly databases: readonly {
    readonly database: string;
    /** The image that would be used; a new one would be made when absent. */
    readonly image?: string;
    /** ISO time of the data that would serve. */
    readonly dataTime: string;
    readonly sizeGiB: number;
    /** Bytes copied under new keys: full copies, none is incremental. */
    readonly copiedGiB: number;
  }[];
  readonly copiedGiB: number;
  /** Rough hours at the speed of RDS copies and restores. */
  readonly hours: number;
  /** Rough cost of a month of the new generation's storage, in USD. */
  readonly monthlyStorageUsd: number;
  readonly skewMs: number;
}

/** What a refresh found when it resolved the fleet. */
export interface RefreshPlan {
  readonly fleet: FleetRef;
  readonly environment: EnvironmentSlice;
  readonly databases: readonly EnvironmentDatabase[];
  readonly databasesInFlight: number;
  readonly maxImageAgeMs: number;
}

/** Input of the child workflow that makes one database of a new generation. */
export interface PrepareInput {
  readonly operationId: string;
  /** Workflow that owns what is made. */
  readonly ownerWorkflowId: string;
  readonly generation: string;
  readonly fleet: FleetRef;
  readonly environment: EnvironmentSlice;
  readonly target: EnvironmentDatabase;
  readonly image: ImageRef;
}

/** One database of a generation, ready for cutover. */
export interface PreparedDatabase {
  readonly generation: GenerationAt;
  /** The endpoint's name, which the record will point to. */
  readonly endpoint: string;
}

/** Input of `rollbackEnvironment`. */
export interface RollbackInput {
  readonly account: string;
  readonly operationId?: string;
  readonly onBusy?: OnBusy;
  readonly requestedBy?: string;
}

/** Result of `rollbackEnvironment`. */
export interface RollbackResult {
  readonly operationId: string;
  /** The generation that serves again. */
  readonly generation: string;
  readonly databases: readonly string[];
  /** What is lost, in words: the writes since the cutover of the generation that was left. */
  readonly lost: string;
  readonly skipped?: { readonly holder: string };
}

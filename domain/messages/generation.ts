import type { EnvironmentSlice, FleetRef, HookSlice, Place } from './slices.js';

/** A database of one generation, for activities that talk SQL to it or about it. */
export interface GenerationAt {
  readonly fleet: FleetRef;
  readonly environment: EnvironmentSlice;
  readonly place: Place;
  /** Name of the database in the fleet, and of the file with its rules. */
  readonly database: string;
  readonly rules: string;
  readonly instance: string;
  /** Task queue of the environment's data worker, which reaches the instance. */
  readonly queue: string;
  readonly applicationRoles: readonly string[];
  /** Name that clients use: `users.db.qa1.acme.example`. */
  readonly dnsName: string;
}

/** A hook to be run against one database. */
export interface RunHookInput {
  readonly generation: GenerationAt;
  readonly hook: HookSlice;
  readonly operationId: string;
}

/** A hook that has ended well. */
export interface HookResult {
  /** Key of its output in the state bucket. */
  readonly outputKey: string;
  readonly durationMs: number;
}

/** An instance of an environment as its tags describe it. */
export interface FoundGeneration {
  readonly place: Place;
  readonly database: string;
  readonly instance: string;
  readonly generation: string;
  readonly operation: string;
  readonly workflow: string;
  readonly status: string;
  readonly dataTime: string;
  readonly dnsName: string;
  readonly applicationRoles: readonly string[];
  readonly rules: string;
  /** Absent while it is being made. */
  readonly endpoint?: string;
  /** ISO time; set once it is fenced. */
  readonly retireAfter?: string;
}

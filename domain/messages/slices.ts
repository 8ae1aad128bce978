/**
 * The parts of a resolved fleet that travel in workflow payloads. Everything is JSON: strings, numbers, booleans,
 * arrays, records. The whole fleet stays in the state bucket under its digest; a slice is a few kilobytes at most.
 */

/** Points at the resolved fleet that an operation works from. */
export interface FleetRef {
  /** Commit of the fleet directory, or its digest outside git. */
  readonly revision: string;
  /** SHA-256 of the fleet's canonical JSON; its key in the state bucket. */
  readonly digest: string;
}

/** An account and region, and the role of ours that acts there. */
export interface Place {
  readonly account: string;
  readonly region: string;
  readonly role: string;
}

/** Where a database's data comes from. */
export interface SourceSlice {
  readonly place: Place;
  readonly instance: string;
  readonly snapshot: 'latest-automated' | 'fresh' | 'point-in-time';
  /** ISO time for `point-in-time`; the latest restorable time when absent. */
  readonly at?: string;
  /** Whether a fresh snapshot may suspend the I/O of a single-zone instance. */
  readonly allowSingleAz: boolean;
}

/** One database of the fleet, with what a sanitisation needs to know. */
export interface DatabaseSlice {
  /** Its name in the fleet; a family member's own name. */
  readonly name: string;
  /** Name of the database file that holds its scrub rules. */
  readonly rules: string;
  readonly source: SourceSlice;
  /** The clean room in a region where the data may be. */
  readonly cleanroom: Place;
  /** Its residency group, if it has one. */
  readonly residency?: string;
  /** Relative to the environment's zone: `users.db`. */
  readonly dnsName: string;
  readonly applicationRoles: readonly string[];
}

/** How clients move from one generation to the next. Durations are milliseconds. */
export interface CutoverSlice {
  readonly sslmode: 'disable' | 'require' | 'verify-ca' | 'verify-full';
  readonly ttlSeconds: number;
  readonly drainAfterMs: number;
  readonly keepPreviousMs: number;
  readonly approval: boolean;
}

/** A hook of the user's, run after a restore. */
export interface HookSlice {
  readonly name: string;
  readonly run: readonly string[];
  readonly timeoutMs: number;
  /** Application role that the hook connects as; the master user when absent. */
  readonly as?: string;
  /** Databases that it runs for; all when absent. */
  readonly databases?: readonly string[];
}

/** One environment of the fleet. */
export interface EnvironmentSlice {
  readonly name: string;
  readonly accountId: string;
  readonly zone: string;
  readonly zoneVisibility: 'private' | 'public';
  readonly cutover: CutoverSlice;
  readonly hooks: readonly HookSlice[];
  readonly partialAllowed: boolean;
  /** Greatest distance between the data times of the databases of one generation, in ms. */
  readonly maxSkewMs?: number;
}

/** A database as one environment wants it. */
export interface EnvironmentDatabase {
  readonly database: DatabaseSlice;
  /** Where its instance lives in the environment. */
  readonly place: Place;
  /** Instance class; the source's when absent. */
  readonly instanceClass?: string;
}

import type { Client } from '@temporalio/client';
import type { Fleet } from '../domain/fleet/fleet.js';
import type { Blueprints } from '../templates/blueprints/stacks-of.js';
import type { AccountSettings } from './accounts/settings.js';
import type { AwsAccess } from './aws/access.js';
import type { ObjectStore } from './state/object-store.js';
import type { SqlConnector } from './sql/connector.js';
import type { TerraformSettings } from './terraform/settings.js';

/** What activities work with; built once for each worker. */
export interface ActivityDependencies {
  readonly aws: AwsAccess;
  readonly objects: ObjectStore;
  readonly sql: SqlConnector;
  readonly temporal: Client;
  /** Reads and validates the worker's fleet directory; throws `InvalidFleet`. */
  readonly readFleet: () => Promise<Fleet>;
  /** Reads the same with the blueprints that its account files name. */
  readonly readStacks: () => Promise<{ readonly fleet: Fleet; readonly blueprints: Blueprints }>;
  readonly terraform: TerraformSettings;
  readonly timings: Timings;
  readonly limits: Limits;
  readonly accounts: AccountSettings;
  readonly hooks: HookSettings;
}

/** Where hooks are and what they find on their path. */
export interface HookSettings {
  /** The fleet directory: relative programs of hooks are looked up in it. */
  readonly directory: string;
  readonly path: string;
}

/** How often slow things are looked at, in ms; data, so that the same code runs fast in a sandbox. */
export interface Timings {
  readonly snapshotPollMs: number;
  readonly instancePollMs: number;
  readonly dnsPollMs: number;
  readonly leasePollMs: number;
}

/** How much of AWS may be used at once. */
export interface Limits {
  /** Snapshots being made at once, in each region of each account. */
  readonly snapshotCopiesPerRegion: number;
  /** Of this account's quotas at most half is used. */
  readonly productionAccount: string;
}

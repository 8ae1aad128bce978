import type { Account } from './account.js';
import type { Cluster } from './cluster.js';
import type { Database, DatabaseFamily } from './database.js';
import type { Finding } from './problem.js';
import type { Organization } from './organization.js';

/** A file that has the form its schema asks for. */
export interface ParsedFile<Value> {
  /** Path inside the fleet directory. */
  readonly file: string;
  readonly value: Value;
}

/** The files of a fleet directory, as far as each of them could be parsed. */
export interface FleetFiles {
  readonly organization?: ParsedFile<Organization>;
  readonly accounts: readonly ParsedFile<Account>[];
  readonly databases: readonly ParsedFile<Database>[];
  readonly families: readonly ParsedFile<DatabaseFamily>[];
  readonly clusters: readonly ParsedFile<Cluster>[];
  /** Names of files that could not be parsed: what refers to them is not wrong for that reason. */
  readonly unparsed: ReadonlySet<string>;
}

/** A check over all files that have the right form. Checks that need a missing file find nothing. */
export type FleetCheck = (files: FleetFiles) => Iterable<Finding>;

import type { Client } from 'pg';
import type { ScrubRules } from '../domain/fleet/rules.js';

/** A PostgreSQL server to scrub, reached as an RDS-like master user. */
export interface ScrubTarget {
  /** Opens a connection to a logical database; the engine opens several and ends each of them. */
  connect(database: string): Promise<Client>;
  /** The database for questions about the whole server. Default: `postgres`. */
  readonly maintenanceDatabase?: string;
}

/** Where a scrub stands, for a live view. Counts only. */
export interface ScrubProgress {
  readonly database: string;
  /** `schema.table`, while one table is the matter. */
  readonly table?: string;
  readonly phase: 'coverage' | 'canaries' | 'rewrite' | 'finish' | 'verify';
  readonly tablesDone: number;
  readonly tablesTotal: number;
  readonly rowsDone: number;
  readonly rowsTotal: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

/** What a scrub is to do. */
export interface ScrubOptions {
  readonly rules: ScrubRules;
  /** Roles that keep their login; every other role that is not the provider's loses it. */
  readonly applicationRoles: readonly string[];
  /** 32 bytes, the same for every database of one generation: equal inputs get equal pseudonyms. */
  readonly key: Uint8Array;
  /** Names this run; a killed run resumes under the same id. */
  readonly runId: string;
  /** Connections that rewrite tables at the same time. Default 2. */
  readonly connections?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ScrubProgress) => void;
}

/** Databases that belong to the provider and are never touched. */
export const exemptDatabases: ReadonlySet<string> = new Set(['template0', 'rdsadmin']);

/** Databases that every server has; unnamed ones must be empty. */
export const systemDatabases: ReadonlySet<string> = new Set(['postgres', 'template1']);

/** Roles that belong to the provider; `pg_*` roles are PostgreSQL's own and cannot be made by users. */
export const providerRoles: readonly string[] = [
  'rdsadmin',
  'rds_superuser',
  'rds_replication',
  'rds_iam',
  'rds_password',
  'rds_ad',
  'rds_reserved',
  'rds_extension',
  'rdsrepladmin',
  'rdstopmgr',
  'rdswriteforwarduser',
];

/** The schema that holds the engine's own state inside each logical database while a run lasts. */
export const stateSchema = 'backlot_scrub';

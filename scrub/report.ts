import type { Neutralised } from './prepare/outward.js';
import type { RolesReport } from './prepare/roles.js';
import type { Strategy } from './plan.js';
import type { CanarySeal } from './state.js';

/** What a scrub did. Plain JSON: names, counts and digests, no values. */
export interface ScrubReport {
  readonly runId: string;
  /** SHA-256 of the rules in canonical form. */
  readonly rulesDigest: string;
  readonly databases: readonly DatabaseReport[];
  readonly roles: RolesReport;
}

/** What a scrub did to one logical database. */
export interface DatabaseReport {
  readonly database: string;
  readonly tables: readonly TableReport[];
  readonly materialisedViews: number;
  readonly foreignKeys: number;
  readonly commentsRemoved: number;
  readonly neutralised: Neutralised;
  /** Give it to `verify`, which compares it with the canaries that it finds. */
  readonly canaries: CanarySeal;
}

/** What a scrub did to one table. */
export interface TableReport {
  /** `schema.table` */
  readonly table: string;
  readonly strategy: Strategy;
  readonly rowsBefore: number;
  readonly rowsAfter: number;
}

import type { Detector } from '../sql/search-library.js';

/** What a check found. Names and counts; never a value. */
export interface Finding {
  readonly database: string;
  /** `table schema.name`, `view …`, `statistics of …`, `role …`. */
  readonly object: string;
  readonly column?: string;
  /**
   * `original`: a marked original value. A detector's name: a live address, number, URL or secret. `form`: a value
   * that is not of the rule's reserved form. `storage`, `count`, `state`: what the words say.
   */
  readonly check: 'original' | 'form' | 'storage' | 'count' | 'state' | Detector;
  readonly count: number;
}

/** What a verification found. Plain JSON without values. */
export interface VerificationReport {
  /** True when nothing was found, and everything that must be searched was. */
  readonly passed: boolean;
  readonly runId: string;
  readonly findings: readonly Finding[];
  readonly databases: readonly VerifiedDatabase[];
}

/** How much of one database was searched. */
export interface VerifiedDatabase {
  readonly database: string;
  readonly tables: number;
  readonly columns: number;
  readonly rows: number;
  readonly canaries: number;
  /** Kept text columns whose values are mostly different from row to row: worth a look by a human. */
  readonly selectiveKept: readonly string[];
}

import type { Detector } from '../sql/search-library.js';
import type { Contents } from './contents.js';

/** What a check found. Names and counts; never a value. */
export interface Finding {
  readonly database: string;
  /** `table schema.name`, `view …`, `statistics of …`, `role …`. */
  readonly object: string;
  readonly column?: string;
  /**
   * `original`: a marked original value. A detector's name: a live address, number, URL or secret. `form`: a value
   * that is not of the rule's reserved form. `storage`, `count`, `state`: what the words say. `schema`, `contents`: a
   * restored snapshot differs from what was verified.
   */
  readonly check: 'original' | 'form' | 'storage' | 'count' | 'state' | 'schema' | 'contents' | Detector;
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
  /** Digest of all definitions. */
  readonly schema: string;
  /** What each table and materialised view held when it was searched, by `schema.name`. */
  readonly contents: Readonly<Record<string, Contents>>;
}

import type { SanitizeScope } from './sanitize.js';

/** A quarantined instance to be scrubbed or verified. */
export interface QuarantineAt {
  readonly scope: SanitizeScope;
  readonly instance: string;
  /** Its unique id, so that nothing else of the same name is touched. */
  readonly resourceId: string;
}

/** What a scrub seals for its verification, kept outside the database. */
export interface SealedScrub {
  /** Key of the scrub's report in the state bucket. */
  readonly reportKey: string;
  /** SHA-256 of that report. */
  readonly reportDigest: string;
}

/** What a verification vouches for. */
export interface ScrubbedStatement {
  /** Key of the verification report in the state bucket. */
  readonly reportKey: string;
  /** SHA-256 of that report. */
  readonly reportDigest: string;
  /** SHA-256 of the scrub rules. */
  readonly rulesDigest: string;
}

/** How far a scrub is; the details of the activity's heartbeat. */
export interface ScrubProgress {
  readonly phase: string;
  readonly database?: string;
  readonly table?: string;
  readonly tablesDone: number;
  readonly tablesTotal: number;
  readonly rowsDone: number;
  readonly rowsTotal: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
  /** ms since the epoch. */
  readonly startedAt: number;
}

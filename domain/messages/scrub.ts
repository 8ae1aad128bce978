import type { SnapshotInfo } from './databases.js';
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

/** A verification that passed. */
export interface VerifiedScrub {
  /** Key of the verification report in the state bucket. */
  readonly reportKey: string;
  /** SHA-256 of that report. */
  readonly reportDigest: string;
  /** SHA-256 of the scrub rules. */
  readonly rulesDigest: string;
}

/** How much was ever written to an instance when it was closed; the same after its snapshot, or something wrote. */
export interface ClosedState {
  /** Write-ahead log position. */
  readonly lsn: string;
  readonly nextTransaction: string;
  /** Rows written since the statistics began, by logical database. */
  readonly writes: Readonly<Record<string, string>>;
}

/** An instance that was restored from the snapshot of a verified one, to be compared with it. */
export interface RestoredAt extends QuarantineAt {
  /** The verified instance, whose master password came with the snapshot. */
  readonly verifiedInstance: string;
  readonly verifiedResourceId: string;
  readonly verified: VerifiedScrub;
}

/** What a statement is signed about. */
export interface StatementInput {
  readonly scope: SanitizeScope;
  /** The snapshot of the verified instance. */
  readonly snapshot: SnapshotInfo;
  /** Unique ids of the verified instance and of the one that was restored from its snapshot. */
  readonly resourceId: string;
  readonly restoredResourceId: string;
  readonly verified: VerifiedScrub;
  readonly closed: ClosedState;
  /** ISO time of the data. */
  readonly dataTime: string;
  /** Name of the image that the snapshot is to become. */
  readonly imageId: string;
}

/** Where a signed statement is. */
export interface SignedRef {
  readonly reportKey: string;
  /** SHA-256 of the statement. */
  readonly statement: string;
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

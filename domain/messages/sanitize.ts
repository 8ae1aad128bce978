import type { DatabaseSlice, FleetRef } from './slices.js';

/** Input of `sanitizeDatabase`, as a person types it. */
export interface SanitizeInput {
  /** Name of the database in the fleet. */
  readonly database: string;
  /** Same id, same resources: give it to continue an earlier operation. */
  readonly operationId?: string;
  /** Images of one epoch share their pseudonyms; today's date (UTC) by default. */
  readonly epoch?: string;
  readonly requestedBy?: string;
}

/** A sanitised image and what vouches for it. */
export interface ImageRef {
  readonly database: string;
  readonly snapshotId: string;
  readonly snapshotArn: string;
  /** ISO time of the data: when production's snapshot was taken. */
  readonly dataTime: string;
  /** ISO time at which the image was made. */
  readonly createdAt: string;
  readonly rulesDigest: string;
  readonly epoch: string;
  /** Key of the verification report in the state bucket. */
  readonly reportKey: string;
  /** SHA-256 of the signed statement about the verified snapshot, which lies beside the report. */
  readonly statement: string;
  readonly sizeGiB: number;
  readonly engineVersion: string;
}

/** Result of `sanitizeDatabase`. */
export interface SanitizeResult {
  readonly operationId: string;
  readonly image: ImageRef;
}

/** What every activity of one sanitisation is told. */
export interface SanitizeScope {
  readonly operationId: string;
  readonly workflowId: string;
  readonly fleet: FleetRef;
  readonly database: DatabaseSlice;
  readonly epoch: string;
  /** ISO time after which raw things may be destroyed by anybody. */
  readonly destroyRawBy: string;
  /** ISO time after which the image may be destroyed by anybody. */
  readonly destroyImageBy: string;
}

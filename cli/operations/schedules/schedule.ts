import type { ScheduleOverlapPolicy } from '@temporalio/client';

/** A schedule as far as Backlot sets it. */
export interface ScheduleDefinition {
  /** `refresh/qa1`, `reap`, `expire`, `drift`. */
  readonly id: string;
  /** Five fields. */
  readonly cron: string;
  /** IANA time zone of `cron`. */
  readonly timezone: string;
  /** How late a missed run may still start, in ms. */
  readonly catchUpMs: number;
  readonly overlap: NonNullable<ScheduleOverlapPolicy>;
  readonly workflow: string;
  /** The server appends the time of the run. */
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly input: readonly unknown[];
}

/** A schedule that exists: what it does, and whose it is. */
export interface FoundSchedule {
  readonly definition: ScheduleDefinition;
  /** The organisation that made it; absent when Backlot did not. */
  readonly organization?: string;
}

/** What has to be done to one schedule. */
export interface ScheduleChange {
  readonly id: string;
  readonly action: 'create' | 'update' | 'delete' | 'keep' | 'refuse';
  /** What differs, in words: `cron 0 3 * * * → 0 4 * * *`. */
  readonly differences: readonly string[];
}

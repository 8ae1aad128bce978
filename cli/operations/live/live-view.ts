import type { ScrubProgress } from '../../../domain/messages/scrub.js';

/** How an operation stands. */
export type LiveStatus = 'running' | 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timed out';

/** One database of a refresh, or one step of another operation. Times are ms since the epoch. */
export interface LiveRow {
  readonly name: string;
  /** `preparing`, `ready`; of a step: `waiting`, `running`, `done`. */
  readonly state: string;
  /** What it is doing within that state, for example `restore`. */
  readonly step?: string;
  /** When the step, or the state, began. */
  readonly since?: number;
  readonly until?: number;
  /** How far a scrub is. */
  readonly scrub?: ScrubProgress;
  /** The data's age, an error, whatever the row has to add. */
  readonly detail?: string;
}

/** All that is shown of one operation at one moment. */
export interface LiveView {
  readonly workflowId: string;
  readonly workflow: string;
  readonly status: LiveStatus;
  /** What the operation as a whole is doing, for example `preparing databases`. */
  readonly phase: string;
  readonly environment?: string;
  readonly generation?: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly rows: readonly LiveRow[];
  readonly notes: readonly string[];
}

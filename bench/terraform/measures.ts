import type { LoggedCommand } from './command-log.js';
import type { CriticalPath } from './critical-path.js';

/** What is measured, in this order. */
export const phases = ['first apply', 'no-op', 'one change', 'destroy'] as const;

/** One of them. */
export type Phase = (typeof phases)[number];

/** What one phase took. */
export interface PhaseMeasure {
  readonly wallMs: number;
  /** Of all processes together. */
  readonly processorMs: number;
  /** The most that all processes had at once, in bytes. */
  readonly peakMemory: number;
  /** Every command of Terraform that was run. */
  readonly commands: readonly LoggedCommand[];
}

/** What the loop took in one phase, and how long it would take at best. */
export interface PlainMeasure extends PhaseMeasure {
  readonly critical: CriticalPath;
}

/** Everything that one run of the measurement found. */
export interface TerraformMeasures {
  readonly plain: Readonly<Record<Phase, PlainMeasure>>;
  readonly ours: Readonly<Record<Phase, PhaseMeasure>>;
  readonly machine: string;
  /** How busy the machine was, before and after. */
  readonly load: readonly [number, number];
}

/** One step of a workflow. Times are ms since the epoch. */
export interface StepView {
  readonly name: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** What it has to add. */
  readonly detail?: string;
}

/** Answer of the `steps` query. */
export interface StepsView {
  readonly title: string;
  readonly steps: readonly StepView[];
  readonly notes: readonly string[];
}

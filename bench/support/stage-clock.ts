/** What a stage took, in milliseconds. */
export interface StageTime {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Measures stages that follow each other: one begins when the one before it ends. */
export class StageClock {
  private readonly spent = new Map<string, StageTime>();
  private current: { readonly stage: string; readonly since: StageTime } | undefined;

  /** @param cpuMs tells the processor time spent so far. */
  constructor(private readonly cpuMs: () => number) {}

  /** Ends the current stage and begins another; going on with the same one changes nothing. */
  enter(stage: string): void {
    if (this.current?.stage === stage) return;
    this.stop();
    this.current = { stage, since: this.now() };
  }

  stop(): void {
    if (this.current === undefined) return;
    const { stage, since } = this.current;
    const now = this.now();
    const before = this.spent.get(stage) ?? { wallMs: 0, cpuMs: 0 };
    this.spent.set(stage, {
      wallMs: before.wallMs + now.wallMs - since.wallMs,
      cpuMs: before.cpuMs + now.cpuMs - since.cpuMs,
    });
    this.current = undefined;
  }

  /** By stage, in the order in which they began. */
  get stages(): ReadonlyMap<string, StageTime> {
    return this.spent;
  }

  private now(): StageTime {
    return { wallMs: performance.now(), cpuMs: this.cpuMs() };
  }
}

/** Measures stages that follow each other: one begins when the one before it ends. */
export class StageClock {
  private readonly spent = new Map<string, number>();
  private current: { readonly stage: string; readonly since: number } | undefined;

  /** Ends the current stage and begins another; going on with the same one changes nothing. */
  enter(stage: string): void {
    if (this.current?.stage === stage) return;
    this.stop();
    this.current = { stage, since: performance.now() };
  }

  stop(): void {
    if (this.current === undefined) return;
    const { stage, since } = this.current;
    this.spent.set(stage, (this.spent.get(stage) ?? 0) + performance.now() - since);
    this.current = undefined;
  }

  /** Milliseconds by stage, in the order in which they began. */
  get stages(): ReadonlyMap<string, number> {
    return this.spent;
  }
}

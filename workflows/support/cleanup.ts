import { CancellationScope, log } from '@temporalio/workflow';

/** One thing to undo or to clear away, registered before the step that may create it. */
export type CleanupStep = () => Promise<unknown>;

/**
 * What must be cleared away when an operation ends. Steps are registered before what they clear, so that a step which
 * died half way is cleared too; each tolerates that there is nothing to do.
 */
export class Cleanup {
  private readonly steps: { what: string; step: CleanupStep }[] = [];

  /** Registers a step, and returns how to forget it once what it would clear is to stay. */
  defer(what: string, step: CleanupStep): () => void {
    const registered = { what, step };
    this.steps.push(registered);
    return () => {
      const index = this.steps.indexOf(registered);
      if (index >= 0) this.steps.splice(index, 1);
    };
  }

  /** Forgets all steps: what was made is to stay. */
  keep(): void {
    this.steps.length = 0;
  }

  /**
   * Runs all steps, last registered first, whatever happens to the workflow meanwhile, and returns what could not be
   * cleared. The sweep finds that again by its tags.
   */
  run(): Promise<string[]> {
    return CancellationScope.nonCancellable(async () => {
      const failed: string[] = [];
      for (const { what, step } of this.steps.splice(0).toReversed()) {
        try {
          await step();
        } catch (error) {
          failed.push(what);
          log.warn('cleanup step failed', { what, error });
        }
      }
      return failed;
    });
  }
}

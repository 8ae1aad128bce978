import type { Context } from '@temporalio/activity';
import type {
  ActivityExecuteInput,
  ActivityInboundCallsInterceptor,
  ActivityInterceptorsFactory,
  Next,
} from '@temporalio/worker';
import { progressSlot, type ProgressSlot } from '../../activities/edge/progress.js';
import { toFailure } from '../../activities/edge/to-failure.js';
import { beatsPerTimeout } from '../../domain/heartbeat.js';

/**
 * The edge of every activity: it beats on a timer while the activity runs, so that a dead worker is noticed soon, and
 * it turns whatever is thrown into a failure that may be written to history.
 */
export const activityEdge: ActivityInterceptorsFactory = (context) => ({ inbound: new ActivityEdge(context) });

class ActivityEdge implements ActivityInboundCallsInterceptor {
  constructor(private readonly context: Context) {}

  async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>): Promise<unknown> {
    const slot: ProgressSlot = { details: this.context.info.heartbeatDetails };
    const stop = this.beat(slot);
    try {
      return await progressSlot.run(slot, () => next(input));
    } catch (error) {
      const failure = toFailure(error);
      // The worker's own log may hold what history may not; it stays where the worker runs.
      if (failure !== error) this.context.log.debug('activity failed', { failure: failure.message });
      throw failure;
    } finally {
      stop();
    }
  }

  private beat(slot: ProgressSlot): () => void {
    const timeout = this.context.info.heartbeatTimeoutMs;
    if (timeout === undefined || timeout === 0) return () => undefined;
    const timer = setInterval(() => this.context.heartbeat(slot.details), timeout / beatsPerTimeout);
    return () => clearInterval(timer);
  }
}

import type { Context } from '@temporalio/activity';
import type {
  ActivityExecuteInput,
  ActivityInboundCallsInterceptor,
  ActivityInterceptorsFactory,
  Next,
} from '@temporalio/worker';
import { judgeAttempt, persistence, type Persistence } from '../../activities/edge/persistence.js';
import { pulse, Pulse } from '../../activities/edge/pulse.js';
import { progressSlot, readBeat, writeBeat, type ProgressSlot } from '../../activities/edge/progress.js';
import { toFailure } from '../../activities/edge/to-failure.js';
import type { WakeWatch } from '../../activities/edge/wake-watch.js';
import { beatsPerTimeout } from '../../domain/heartbeat.js';

/**
 * Builds the edge of every activity: it begins and changes nothing in an attempt that another worker may have taken over,
 * beats on a timer while the activity runs, so that a dead worker is noticed soon, turns whatever is thrown into a failure
 * that may be written to history, and ends what fails for ever.
 */
export function createActivityEdge(watch: WakeWatch, patience: Persistence = persistence): ActivityInterceptorsFactory {
  return (context) => ({ inbound: new ActivityEdge(context, watch, patience) });
}

class ActivityEdge implements ActivityInboundCallsInterceptor {
  constructor(
    private readonly context: Context,
    private readonly watch: WakeWatch,
    private readonly patience: Persistence,
  ) {}

  async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>): Promise<unknown> {
    const { heartbeatTimeoutMs = 0, currentAttemptScheduledTimestampMs: givenAt } = this.context.info;
    const slot = readBeat(this.context.info.heartbeatDetails);
    // Without a heartbeat timeout nobody takes over before the attempt's own time is up. Clocks differ: the earlier counts.
    const own = new Pulse(this.watch, Math.min(givenAt, Date.now()), heartbeatTimeoutMs || Infinity);
    const stop = this.beat(slot, heartbeatTimeoutMs);
    try {
      own.require();
      return await pulse.run(own, () => progressSlot.run(slot, () => next(input)));
    } catch (error) {
      const { failure, errorsInARow } = judgeAttempt(error, toFailure(error), slot.errorsInARow, this.patience);
      if (errorsInARow !== slot.errorsInARow) this.context.heartbeat(writeBeat({ ...slot, errorsInARow }));
      // The worker's own log may hold what history may not; it stays where the worker runs.
      if (failure !== error) this.context.log.debug('activity failed', { failure: failure.message });
      throw failure;
    } finally {
      stop();
    }
  }

  private beat(slot: ProgressSlot, timeoutMs: number): () => void {
    if (timeoutMs === 0) return () => undefined;
    const timer = setInterval(() => this.context.heartbeat(writeBeat(slot)), timeoutMs / beatsPerTimeout);
    return () => clearInterval(timer);
  }
}

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
import { beatsPerTimeout } from '../../domain/heartbeat.js';

/**
 * The edge of every activity: it beats on a timer while the activity runs, so that a dead worker is noticed soon, it
 * turns whatever is thrown into a failure that may be written to history, and it ends what fails for ever.
 */
export const activityEdge: ActivityInterceptorsFactory = createActivityEdge(persistence);

/** Builds an edge that gives up sooner or later than usual. */
export function createActivityEdge(patience: Persistence): ActivityInterceptorsFactory {
  return (context) => ({ inbound: new ActivityEdge(context, patience) });
}

class ActivityEdge implements ActivityInboundCallsInterceptor {
  constructor(
    private readonly context: Context,
    private readonly patience: Persistence,
  ) {}

  async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>): Promise<unknown> {
    const slot = readBeat(this.context.info.heartbeatDetails);
    const timeoutMs = this.context.info.heartbeatTimeoutMs ?? 0;
    // Without a heartbeat timeout nobody takes over before the attempt's own time is up.
    const own = new Pulse(timeoutMs === 0 ? Infinity : timeoutMs);
    const stop = this.beat(slot, own, timeoutMs);
    try {
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

  private beat(slot: ProgressSlot, own: Pulse, timeoutMs: number): () => void {
    if (timeoutMs === 0) return () => undefined;
    const timer = setInterval(() => {
      own.beat();
      this.context.heartbeat(writeBeat(slot));
    }, timeoutMs / beatsPerTimeout);
    return () => clearInterval(timer);
  }
}

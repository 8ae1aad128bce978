import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { NotReadyError } from '../../activities/edge/not-ready.js';
import type { WakeWatch } from './wake-watch.js';

const againInMs = 100;

/**
 * Refuses to begin attempts that were handed to this process while it stood still for so long that another worker may
 * have taken them over, and the operation may have gone on or ended since. If nobody did, the step is tried again.
 */
export function refuseStaleAttempts(watch: WakeWatch): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      async execute(input, next) {
        const { heartbeatTimeoutMs = 0, currentAttemptScheduledTimestampMs: scheduledAt } = info;
        if (heartbeatTimeoutMs > 0 && watch.wokeAfter(scheduledAt, heartbeatTimeoutMs))
          throw new NotReadyError('the worker stood still since this attempt was given to it', againInMs);
        return next(input);
      },
    },
  });
}

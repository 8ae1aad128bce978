import { proxyActivities, workflowInfo, type ActivityOptions } from '@temporalio/workflow';
import type {
  CleanroomActivities,
  EnvironmentActivities,
  HookActivities,
  MainActivities,
} from '../../activities/index.js';
import { defaultHeartbeatTimeoutMs, heartbeatGlobal } from '../../domain/heartbeat.js';
import { cleanroomQueue, environmentQueue, hooksQueue, queueBeside } from '../../domain/queues.js';

// A worker that dies is noticed after this long; the worker beats for every activity on a timer. Timeouts are no part of
// what a replay compares, so they may differ from worker to worker.
const setting: unknown = (globalThis as Record<string, unknown>)[heartbeatGlobal];
/** How long a worker may be silent about an activity before another one takes over, in ms. */
export const heartbeatTimeout = typeof setting === 'number' ? setting : defaultHeartbeatTimeoutMs;

// Throttling, quotas and short outages are waited out; what lasts an hour needs a person.
const patient: ActivityOptions = {
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '1h',
  heartbeatTimeout,
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
};

/** Looks that change nothing. */
export const reads = proxyActivities<MainActivities>(patient);

// A call that is under way when the workflow is cancelled is waited for: what it makes must be there to be cleared away.
const changing: ActivityOptions = { ...patient, cancellationType: 'WAIT_CANCELLATION_COMPLETED' };

/** Calls with one visible effect each; every one looks first, so running twice does no harm. */
export const changes = proxyActivities<MainActivities>(changing);

const polling: ActivityOptions = {
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '24h',
  heartbeatTimeout,
  retry: { initialInterval: '5s', backoffCoefficient: 1 },
};
/**
 * Looks at something slow once per attempt. The retry is the poll: no slot and no history while waiting, every error
 * sets its own delay, and the backstop of a day is above anything that AWS takes.
 */
export const waits = proxyActivities<MainActivities>(polling);

/** Checks of what somebody waits for at a terminal: the answer is known in minutes, or there is none. */
export const approvals = proxyActivities<Pick<MainActivities, 'checkApproval' | 'recordRejection'>>({
  ...patient,
  scheduleToCloseTimeout: '5m',
});

/** Changes that may have to wait for their turn, where a quota or a limit lets only so many be made at once. */
export const turns = proxyActivities<
  Pick<
    MainActivities,
    'copySnapshot' | 'makeImage' | 'shareSnapshot' | 'shareImage' | 'takeSnapshot' | 'restorePointInTime'
  >
>({ ...changing, scheduleToCloseTimeout: '24h' });

/** Watches a lease's holder for as long as it takes; a look that is under way ends before the lease does. */
export const { awaitHolderGone: untilHolderGone } = proxyActivities<Pick<MainActivities, 'awaitHolderGone'>>({
  ...polling,
  scheduleToCloseTimeout: '30d',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

/** SQL in quarantine. A scrub runs as long as the data is large; it resumes where a dead worker left it. */
export function quarantineSql(region: string): CleanroomActivities {
  return proxyActivities<CleanroomActivities>({
    taskQueue: cleanroomQueue(region),
    startToCloseTimeout: '24h',
    scheduleToCloseTimeout: '48h',
    heartbeatTimeout,
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
  });
}

/** SQL in an environment. */
export function environmentSql(environment: string, region: string): EnvironmentActivities {
  return proxyActivities<EnvironmentActivities>({
    ...changing,
    taskQueue: environmentQueue(environment, region),
  });
}

/** The user's own programs around the stacks of an environment. */
export function deployHookRunner(timeoutMs: number): Pick<HookActivities, 'runDeployHook'> {
  return proxyActivities<HookActivities>({
    ...hookOptions(timeoutMs),
    taskQueue: queueBeside(workflowInfo().taskQueue, 'hooks'),
  });
}

/** The user's own programs; their timeout is the fleet's, so that of the activity only stands behind it. */
export function hookRunner(timeoutMs: number): HookActivities {
  return proxyActivities<HookActivities>({ ...hookOptions(timeoutMs), taskQueue: hooksQueue });
}

function hookOptions(timeoutMs: number): ActivityOptions {
  return {
    startToCloseTimeout: timeoutMs + 60_000,
    // By time and not by attempts: a hook's own failure is final, and workers may die as often as they like.
    scheduleToCloseTimeout: 10 * (timeoutMs + 60_000),
    heartbeatTimeout,
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
  };
}

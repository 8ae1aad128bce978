import type { Fleet } from '../../../domain/fleet/fleet.js';
import type { RefreshInput } from '../../../domain/messages/refresh.js';
import { mainQueue } from '../../../domain/queues.js';
import { workflowIds } from '../workflow-ids.js';
import type { ScheduleDefinition } from './schedule.js';

const hourMs = 3_600_000;

// Off the full hour, when everybody else's schedules begin.
const reapCron = '17 * * * *';

/** Derives the schedules that a fleet asks for: a refresh for every environment that wants one, and the hourly reap. */
export function wantedSchedules(fleet: Fleet): ScheduleDefinition[] {
  const shared = { overlap: 'SKIP', taskQueue: mainQueue } as const;
  const refreshes = Object.values(fleet.accounts).flatMap(({ account, databases }): ScheduleDefinition[] => {
    const refresh = databases?.refresh;
    if (refresh === undefined) return [];
    const input: RefreshInput = { account, onBusy: 'skip', requestedBy: 'schedule' };
    return [
      {
        ...shared,
        id: workflowIds.refresh(account),
        cron: refresh.cron,
        timezone: refresh.timezone,
        catchUpMs: refresh.catchUp,
        workflow: 'refreshEnvironment',
        workflowId: workflowIds.refresh(account),
        input: [input],
      },
    ];
  });
  const reap: ScheduleDefinition = {
    ...shared,
    id: workflowIds.reap,
    cron: reapCron,
    timezone: 'UTC',
    // The next hour does what this one missed.
    catchUpMs: hourMs,
    workflow: 'reap',
    workflowId: workflowIds.reap,
    input: [],
  };
  return [...refreshes, reap].toSorted((one, other) => one.id.localeCompare(other.id));
}

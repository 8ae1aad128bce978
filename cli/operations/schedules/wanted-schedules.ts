import type { Fleet } from '../../../domain/fleet/fleet.js';
import type { DriftInput } from '../../../domain/messages/drift.js';
import type { RefreshInput } from '../../../domain/messages/refresh.js';
import { mainQueue } from '../../../domain/queues.js';
import { workflowIds } from '../workflow-ids.js';
import type { ScheduleDefinition } from './schedule.js';

const hourMs = 3_600_000;

// Off the full hour, when everybody else's schedules begin, and apart: neither waits for the other.
const hourlyCrons = { reap: '17 * * * *', expire: '47 * * * *' } as const;

// Before the day begins, and after refreshes of the usual hours: what they are still at is told as it is.
const nightlyCron = '37 4 * * *';

/**
 * Derives the schedules that a fleet asks for: a refresh for every environment that wants one, the hourly reap, the
 * hourly look at what expires where anything does, and the nightly look for drift where anything can.
 */
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
  const hourly = (name: keyof typeof hourlyCrons): ScheduleDefinition => ({
    ...shared,
    id: workflowIds[name],
    cron: hourlyCrons[name],
    timezone: 'UTC',
    // The next hour does what this one missed.
    catchUpMs: hourMs,
    workflow: name,
    workflowId: workflowIds[name],
    input: [],
  });
  const drift: ScheduleDefinition = {
    ...shared,
    id: workflowIds.nightlyDrift,
    cron: nightlyCron,
    timezone: 'UTC',
    catchUpMs: hourMs,
    workflow: 'detectDrift',
    workflowId: workflowIds.nightlyDrift,
    input: [{ requestedBy: 'schedule' } satisfies DriftInput],
  };
  const hasEnvironments = Object.keys(fleet.accounts).length > 0;
  const expires = Object.values(fleet.accounts).some((account) => account.expires !== undefined);
  return [
    ...refreshes,
    hourly('reap'),
    ...(expires ? [hourly('expire')] : []),
    ...(hasEnvironments ? [drift] : []),
  ].toSorted((one, other) => one.id.localeCompare(other.id));
}

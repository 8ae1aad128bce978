import type { Client, ScheduleDescription } from '@temporalio/client';
import { cronOf, describeSchedule, ownerOf } from './schedule-store.js';

/** A schedule as `backlot schedule list` shows it. Times are ISO. */
export interface ListedSchedule {
  readonly id: string;
  readonly cron: string;
  readonly timezone: string;
  readonly paused: boolean;
  readonly note?: string;
  readonly nextRun?: string;
  readonly lastRun?: string;
  /** Workflow id of a run that goes on. */
  readonly running?: string;
}

/** Lists the schedules that Backlot made, in the order of their ids. */
export async function listSchedules(client: Client): Promise<ListedSchedule[]> {
  const ids: string[] = [];
  for await (const summary of client.schedule.list()) {
    if (ownerOf(summary) !== undefined) ids.push(summary.scheduleId);
  }
  const found = await Promise.all(ids.toSorted().map((id) => describeSchedule(client, id)));
  return found.filter((description) => description !== undefined).map(shown);
}

function shown(description: ScheduleDescription): ListedSchedule {
  const { scheduleId, spec, state, info } = description;
  const next = state.paused ? undefined : info.nextActionTimes[0];
  const last = info.recentActions.at(-1)?.takenAt;
  const running = info.runningActions[0]?.workflow.workflowId;
  return {
    id: scheduleId,
    cron: cronOf(description) || 'changed by hand',
    timezone: spec.timezone ?? 'UTC',
    paused: state.paused,
    ...(state.note === undefined || state.note === '' ? {} : { note: state.note }),
    ...(next === undefined ? {} : { nextRun: next.toISOString() }),
    ...(last === undefined ? {} : { lastRun: last.toISOString() }),
    ...(running === undefined ? {} : { running }),
  };
}

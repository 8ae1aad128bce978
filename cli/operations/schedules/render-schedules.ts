import { columns } from '../columns.js';
import type { ListedSchedule } from './list-schedules.js';
import type { ScheduleChange } from './schedule.js';

const words = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
  keep: 'unchanged',
  refuse: 'refused',
} as const;
const wishes = { create: 'create', update: 'update', delete: 'delete', keep: 'keep', refuse: 'refuse' } as const;

/** Says what applying the fleet's schedules did, or would do. */
export function renderChanges(changes: readonly ScheduleChange[], dryRun: boolean): string[] {
  const refused = changes.some(({ action }) => action === 'refuse');
  const verbs = dryRun || refused ? wishes : words;
  const rows = changes.map(({ id, action, differences }) => [verbs[action], id, differences.join('; ')]);
  if (refused) {
    const why = 'Nothing was changed: a schedule of that id exists already. Delete it, or rename the environment.';
    return [...columns(rows), why];
  }
  return [...columns(rows), ...(dryRun ? ['Nothing was changed.'] : [])];
}

/** Shows schedules as a table, with times in UTC. */
export function renderSchedules(schedules: readonly ListedSchedule[]): string[] {
  if (schedules.length === 0)
    return ['There are no schedules. To create what the fleet asks for: backlot schedule apply'];
  const rows = schedules.map(({ id, cron, timezone, paused, note, nextRun, lastRun, running }) => [
    id,
    `${cron} ${timezone}`,
    paused ? 'paused' : minute(nextRun),
    minute(lastRun),
    [running && `running as ${running}`, paused ? note : undefined].filter(Boolean).join('; '),
  ]);
  return columns([['SCHEDULE', 'WHEN', 'NEXT', 'LAST', ''], ...rows]);
}

function minute(time: string | undefined): string {
  return time === undefined ? '–' : `${time.slice(0, 16).replace('T', ' ')}Z`;
}

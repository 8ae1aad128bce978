import { formatDuration } from '../../../domain/duration.js';
import { columns } from '../columns.js';
import { renderSchedules } from '../schedules/render-schedules.js';
import type { Status } from './read-status.js';

/** Shows a status as paragraphs: what runs, who holds what, what serves, what happens next. */
export function renderStatus({ operations, leases, environments, schedules }: Status, now: number): string[] {
  const age = (time: string | undefined): string =>
    time === undefined ? '' : formatDuration(Math.max(0, now - Date.parse(time)));

  const running = columns([
    ['RUNNING', 'PHASE', 'FOR', 'ASKED BY'],
    ...operations.map((one) => [one.workflowId, one.phase, age(one.startedAt), one.requestedBy ?? '']),
  ]);
  const held = columns([['HELD', 'BY'], ...leases.map(({ resource, holder }) => [resource, holder])]);
  const serving = environments.flatMap(({ environment, databases, unknown }) => [
    '',
    ...columns([
      ['SERVING', 'GENERATION', 'DATA AGE', 'SINCE'],
      ...databases.map(({ database, generation, dataTime, since }) => [
        `${environment} ${database}`,
        generation,
        dataTime === undefined ? 'unknown' : age(dataTime),
        since === undefined ? 'now' : `${age(since)} ago`,
      ]),
    ]),
    ...(databases.length === 0 ? [`Nothing was cut over in ${environment} yet, as far as the server remembers.`] : []),
    ...unknown.map((workflowId) => `! What ${workflowId} did is not known: no worker answers for it.`),
  ]);
  return [
    ...(operations.length === 0 ? ['Nothing runs.'] : running),
    ...(leases.length === 0 ? [] : ['', ...held]),
    ...serving,
    '',
    ...renderSchedules(schedules),
  ];
}

import { destroyedAfter } from '../../../domain/decide-expiry.js';
import { formatDuration } from '../../../domain/duration.js';
import { columns } from '../columns.js';
import { renderSchedules } from '../schedules/render-schedules.js';
import type { Expiry } from './expiries.js';
import type { Status } from './read-status.js';

/** Shows a status as paragraphs: what runs, who holds what, what serves, what ends, what happens next. */
export function renderStatus({ operations, leases, environments, expiries, schedules }: Status, now: number): string[] {
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
    ...(expiries.length === 0 ? [] : ['', ...renderExpiries(expiries, now)]),
    '',
    ...renderSchedules(schedules),
  ];
}

/** Says when environments end, from when on they may be destroyed, and how to keep them. */
function renderExpiries(expiries: readonly Expiry[], now: number): string[] {
  const rows = expiries.map(({ environment, expires, notice, reason }) => {
    const after = destroyedAfter({ expires, ...(notice === undefined ? {} : { notice }) });
    const left = Date.parse(expires) - now;
    return [
      environment,
      left > 0 ? `in ${formatDuration(left)}` : `since ${formatDuration(-left)}`,
      notice === undefined ? 'not yet' : `${formatDuration(now - Date.parse(notice))} ago`,
      reason ?? (after === undefined ? '' : whatComes(environment, after - now)),
    ];
  });
  return columns([['EXPIRES', 'WHEN', 'NOTICE', ''], ...rows]);
}

function whatComes(environment: string, inMs: number): string {
  const when = inMs > 0 ? `in ${formatDuration(inMs)}` : 'within the hour';
  return `destroyed ${when}; to keep it: backlot extend ${environment} --by 7d`;
}

import { formatDuration } from '../../../domain/duration.js';
import type { ScrubProgress } from '../../../domain/messages/scrub.js';
import { columns } from '../columns.js';
import { formatBytes, formatCount } from './amounts.js';
import type { LiveRow, LiveView } from './live-view.js';
import { remainingMs, shareDone } from './remaining.js';

/** Draws an operation as lines of text for a terminal: a headline, a table, notes. `now` in ms since the epoch. */
export function renderView(view: LiveView, now: number): string[] {
  const { rows, notes } = view;
  const cells = rows.map((row) => [row.name, row.state, row.step ?? '', times(row, now), info(row, now)]);
  return [
    headline(view, now),
    ...(cells.length === 0 ? [] : ['', ...columns(cells)]),
    ...notes.map((note) => `! ${note}`),
  ];
}

/** Says in one line what an operation is, what it does, and since when. */
export function headline(view: LiveView, now: number): string {
  const { workflowId, generation, status, phase, startedAt, endedAt } = view;
  const state = status === 'running' ? phase : status;
  const made = generation === undefined ? '' : `generation ${generation} · `;
  return `${workflowId} · ${made}${state} · ${formatDuration(Math.max(0, (endedAt ?? now) - startedAt))}`;
}

/** Says how far a scrub is: share, rows, bytes, remaining time. */
export function describeScrub(progress: ScrubProgress, now: number): string {
  const { phase, table, tablesDone, tablesTotal, rowsDone, rowsTotal, bytesDone, bytesTotal } = progress;
  if (tablesTotal === 0) return phase;
  const remaining = remainingMs(progress, now);
  return [
    `${Math.floor(shareDone(progress) * 100)}%`,
    `${formatCount(rowsDone)}/${formatCount(rowsTotal)} rows`,
    `${formatBytes(bytesDone)}/${formatBytes(bytesTotal)}`,
    ...(remaining === undefined ? [] : [`${formatDuration(Math.max(1_000, remaining))} left`]),
    `${phase}${table === undefined ? '' : ` ${table}`} (${tablesDone}/${tablesTotal} tables)`,
  ].join(', ');
}

function info({ scrub, detail }: LiveRow, now: number): string {
  return scrub === undefined ? (detail ?? '') : describeScrub(scrub, now);
}

function times({ since, until }: LiveRow, now: number): string {
  if (since === undefined) return '';
  return formatDuration(Math.max(0, (until ?? now) - since));
}

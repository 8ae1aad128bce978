import { formatDuration } from '../../../domain/duration.js';
import type { ScrubProgress } from '../../../domain/messages/scrub.js';
import { columns } from '../columns.js';
import { formatBytes, formatCount } from './amounts.js';
import type { LiveRow, LiveView } from './live-view.js';
import { oneLine } from './one-line.js';
import { remainingMs, shareDone } from './remaining.js';

/**
 * Draws an operation as lines of text for a terminal: a headline, a table, notes.
 *
 * @param now - in ms since the epoch.
 * @param height - lines at most; rows that do not fit are counted instead, those first where nothing happens.
 */
export function renderView(view: LiveView, now: number, height = Infinity): string[] {
  const notes = view.notes.map((note) => `! ${oneLine(note)}`);
  const { shown, left } = chooseRows(view.rows, height - notes.length - 2);
  const cells = shown.map((row) => [row.name, row.state, row.step ?? '', times(row, now), oneLine(info(row, now))]);
  return [
    headline(view, now),
    ...(cells.length === 0 ? [] : ['', ...columns(cells)]),
    ...(left.length === 0 ? [] : [`… ${left.length} more: ${countStates(left)}`]),
    ...notes,
  ];
}

/** Chooses the rows that fit, in their order: those that have a step or have failed before those that rest. */
function chooseRows(rows: readonly LiveRow[], room: number): { shown: readonly LiveRow[]; left: readonly LiveRow[] } {
  if (rows.length <= room) return { shown: rows, left: [] };
  const isBusy = ({ state, step }: LiveRow): boolean => step !== undefined || state === 'failed' || state === 'running';
  const byNews = [...rows.filter(isBusy), ...rows.filter((row) => !isBusy(row))];
  const chosen = new Set(byNews.slice(0, Math.max(1, room - 1)));
  return { shown: rows.filter((row) => chosen.has(row)), left: rows.filter((row) => !chosen.has(row)) };
}

function countStates(rows: readonly LiveRow[]): string {
  const counts = new Map<string, number>();
  for (const { state } of rows) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
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

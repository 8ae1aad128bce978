import type { ScrubProgress } from '../../../domain/messages/scrub.js';
import type { LiveRow, LiveView } from './live-view.js';
import { oneLine } from './one-line.js';
import { describeScrub } from './render-view.js';
import { shareDone } from './remaining.js';

/** Says line by line what changed from one look at an operation to the next, for logs and pipes. */
export function renderChanges(previous: LiveView | undefined, view: LiveView, now: number): string[] {
  const lines: string[] = [];
  // Where the rows are the steps, the phase is one of them.
  const isRow = view.rows.some(({ name }) => name === view.phase);
  if (previous?.phase !== view.phase && view.status === 'running' && !isRow) lines.push(view.phase);
  for (const row of view.rows) {
    const before = previous?.rows.find(({ name }) => name === row.name);
    if (saysMore(before, row)) lines.push(describe(before, row, now));
  }
  for (const note of view.notes) if (previous?.notes.includes(note) !== true) lines.push(note);
  if (view.status !== 'running' && previous?.status !== view.status) lines.push(view.status);
  const time = new Date(now).toISOString().slice(11, 19);
  return lines.map((line) => `${time}Z ${view.workflowId} ${oneLine(line)}`);
}

/**
 * Tells what is worth a line: another state or step, another tenth of a scrub, an error. Between two steps of a
 * database there is none for a moment; that is no news.
 */
function saysMore(before: LiveRow | undefined, { state, step, scrub, detail }: LiveRow): boolean {
  if (before?.state !== state) return before !== undefined || state !== 'waiting';
  if (step !== undefined && step !== before.step) return true;
  if (scrub !== undefined && tenthOf(scrub) !== (before.scrub && tenthOf(before.scrub))) return true;
  return detail !== undefined && detail !== before.detail;
}

function tenthOf(scrub: ScrubProgress): string {
  return `${scrub.phase} ${Math.floor(shareDone(scrub) * 10)}`;
}

function describe(before: LiveRow | undefined, { name, state, step, scrub, detail }: LiveRow, now: number): string {
  const known = before?.state === state && before.detail === detail;
  const parts = [state, step, scrub === undefined ? undefined : describeScrub(scrub, now), known ? undefined : detail];
  return `${name}: ${parts.filter((part) => part !== undefined && part !== '').join(', ')}`;
}

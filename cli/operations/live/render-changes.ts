import type { LiveRow, LiveView } from './live-view.js';
import { describeScrub } from './render-view.js';
import { shareDone } from './remaining.js';

/** Says line by line what changed from one look at an operation to the next, for logs and pipes. */
export function renderChanges(previous: LiveView | undefined, view: LiveView, now: number): string[] {
  const lines: string[] = [];
  if (previous?.phase !== view.phase && view.status === 'running') lines.push(view.phase);
  for (const row of view.rows) {
    const before = previous?.rows.find(({ name }) => name === row.name);
    if (before !== undefined ? keyOf(before) !== keyOf(row) : row.state !== 'waiting') lines.push(describe(row, now));
  }
  for (const note of view.notes) if (previous?.notes.includes(note) !== true) lines.push(note);
  if (view.status !== 'running' && previous?.status !== view.status) lines.push(view.status);
  const time = new Date(now).toISOString().slice(11, 19);
  return lines.map((line) => `${time} ${view.workflowId} ${line}`);
}

/** What makes a line worth writing: a step, or another tenth of a scrub, but not every row that it wrote. */
function keyOf({ state, step, scrub, detail }: LiveRow): string {
  const tenth = scrub === undefined ? '' : `${scrub.phase} ${Math.floor(shareDone(scrub) * 10)}`;
  return [state, step ?? '', tenth, detail ?? ''].join('\n');
}

function describe({ name, state, step, scrub, detail }: LiveRow, now: number): string {
  const parts = [state, step, scrub === undefined ? detail : describeScrub(scrub, now)];
  return `${name}: ${parts.filter((part) => part !== undefined && part !== '').join(', ')}`;
}

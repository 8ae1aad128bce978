import type { LiveRow, LiveView } from '../../../cli/operations/live/live-view.js';

/** A refresh of qa1 that began at a moment, as the live screen gets it. */
export function liveViewSince(startedAt: number): (rows: readonly LiveRow[], more?: Partial<LiveView>) => LiveView {
  return (rows, more = {}) => ({
    workflowId: 'refresh/qa1',
    workflow: 'refreshEnvironment',
    status: 'running',
    phase: 'preparing databases',
    generation: '20261121-a1b2',
    startedAt,
    rows,
    notes: [],
    ...more,
  });
}

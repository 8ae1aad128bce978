import type { Outcome } from './intervene.js';
import { report } from './report.js';

/** Reports interventions by the workflow in which they came, and all together. */
export async function reportInterventions(name: string, outcomes: readonly Outcome[], totalMs: number): Promise<void> {
  const workflows = [...new Set(outcomes.map(({ key }) => workflowOf(key)))];
  const rows = [
    ...workflows.map((workflow) =>
      rowOf(
        workflow,
        outcomes.filter(({ key }) => workflowOf(key) === workflow),
      ),
    ),
    rowOf('all', outcomes),
  ];
  await report(name, rows, totalMs);
}

function rowOf(what: string, outcomes: readonly Outcome[]) {
  const [slowest] = outcomes.toSorted((a, b) => b.settledMs - a.settledMs);
  return {
    what,
    points: outcomes.length,
    hits: outcomes.filter(({ missed }) => missed === undefined).length,
    recoveries: outcomes.filter(({ harm }) => harm.length === 0).length,
    ...(slowest === undefined ? {} : { slowestMs: slowest.settledMs, slowestAt: slowest.key }),
  };
}

function workflowOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}

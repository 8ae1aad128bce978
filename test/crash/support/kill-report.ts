import type { CrashRun } from './crash-run.js';
import { boundaries, boundaryOf, recoveriesOf } from './recoveries.js';
import { report, type ReportRow } from './report.js';

/** Reports the kills of runs by the kind of boundary, and all together. */
export async function reportKills(name: string, runs: readonly CrashRun[], totalMs: number): Promise<void> {
  const rows = boundaries.map((boundary) => rowOf(boundary, runs, (key) => boundaryOf(key) === boundary));
  await report(name, [...rows, rowOf('all', runs, () => true)], totalMs);
}

function rowOf(what: string, runs: readonly CrashRun[], isMeant: (key: string) => boolean): ReportRow {
  const points = new Set(runs.flatMap((run) => Object.keys(run.points)).filter(isMeant));
  const recoveries = runs
    .flatMap(({ fired, attempts }) => recoveriesOf(fired, attempts))
    .filter(({ key }) => isMeant(key));
  const [slowest] = recoveries
    .flatMap(({ key, ms }) => (ms === undefined ? [] : [{ key, ms }]))
    .toSorted((a, b) => b.ms - a.ms);
  return {
    what,
    points: points.size,
    hits: recoveries.length,
    recoveries: recoveries.filter(({ ms }) => ms !== undefined).length,
    ...(slowest === undefined ? {} : { slowestMs: slowest.ms, slowestAt: slowest.key }),
  };
}

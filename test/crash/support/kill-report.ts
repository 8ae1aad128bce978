import type { CrashRun } from './crash-run.js';
import { boundaries, boundaryOf, recoveriesOf, type Recovery } from './recoveries.js';
import { report, type ReportRow } from './report.js';

/** What a report is made of. */
type Killed = Pick<CrashRun, 'points' | 'fired' | 'attempts'>;

/**
 * Reports the kills of runs by the kind of boundary, and all together.
 *
 * @param others deaths that were not at boundaries; their points are among those of the runs.
 */
export async function reportKills(
  name: string,
  runs: readonly Killed[],
  totalMs: number,
  others: readonly Recovery[] = [],
): Promise<void> {
  const points = [...new Set(runs.flatMap((run) => Object.keys(run.points)))];
  const recoveries = [...runs.flatMap(({ fired, attempts }) => recoveriesOf(fired, attempts)), ...others];
  const row = (what: string, isMeant: (key: string) => boolean) =>
    rowOf(
      what,
      points.filter(isMeant),
      recoveries.filter(({ key }) => isMeant(key)),
    );
  const rows = boundaries.map((boundary) => row(boundary, (key) => boundaryOf(key) === boundary));
  const elsewhere = points
    .filter((key) => boundaryOf(key) === undefined)
    .map((key) => row(key, (other) => other === key));
  await report(name, [...rows, ...elsewhere, row('all', () => true)], totalMs);
}

function rowOf(what: string, points: readonly string[], recoveries: readonly Recovery[]): ReportRow {
  const [slowest] = recoveries
    .flatMap(({ key, ms }) => (ms === undefined ? [] : [{ key, ms }]))
    .toSorted((a, b) => b.ms - a.ms);
  return {
    what,
    points: points.length,
    hits: recoveries.length,
    recoveries: recoveries.filter(({ ms }) => ms !== undefined).length,
    ...(slowest === undefined ? {} : { slowestMs: slowest.ms, slowestAt: slowest.key }),
  };
}

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** One line of a report: what was done so often, and how soon the work went on. */
export interface ReportRow {
  readonly what: string;
  readonly points: number;
  /** How often it was done. */
  readonly hits: number;
  /** After how many of these the work went on. */
  readonly recoveries: number;
  /** ms; absent when nothing recovered. */
  readonly slowestMs?: number;
  readonly slowestAt?: string;
}

/** Prints a report as a table and keeps it as JSON below `.sandbox/reports`. */
export async function report(name: string, rows: readonly ReportRow[], totalMs: number): Promise<void> {
  const file = `.sandbox/reports/${name}.json`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ name, totalMs, rows }, undefined, 2)}\n`);
  const cells = [
    [name, 'points', 'hits', 'recoveries', 'slowest', 'at'],
    ...rows.map(({ what, points, hits, recoveries, slowestMs, slowestAt }) => [
      what,
      String(points),
      String(hits),
      String(recoveries),
      slowestMs === undefined ? '-' : `${(slowestMs / 1_000).toFixed(1)} s`,
      slowestAt ?? '',
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  process.stdout.write(`\n${lines.join('\n')}\nin ${(totalMs / 1_000).toFixed(0)} s; also in ${file}\n\n`);
}

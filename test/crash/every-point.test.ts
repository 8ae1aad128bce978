/*
 * Law 5, whole: workers are killed at every boundary that an undisturbed run of the job comes to, each once. The kinds of
 * boundaries are lines of their own, for a step that dies four times in a row waits longer each time.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { witnessedRun, type WitnessedRun } from '../laws/support/witnessed-run.js';
import { certainPoints, chosenPoints, script } from './support/choose-points.js';
import { crashRun, type CrashRun } from './support/crash-run.js';
import { expectUnharmed } from './support/expect-unharmed.js';
import { reportKills } from './support/kill-report.js';
import { boundaryOf, type Boundary } from './support/recoveries.js';

const lines: readonly (readonly Boundary[])[] = [['before', 'after-effect'], ['before-call'], ['after-call']];
/** A boundary that was missed, because another process came first, is tried again so often. */
const rounds = 3;

describe('workers that are killed at every boundary', () => {
  let clean: WitnessedRun;
  let keys: string[];
  const runs: CrashRun[] = [];

  beforeAll(async () => {
    const startedAt = Date.now();
    clean = await witnessedRun();
    keys = chosenPoints(certainPoints(clean.boundaries));
    for (let round = 1; round <= rounds; round += 1) {
      const missing = keys.filter((key) => !wasFired(key));
      await Promise.all(
        lines.map((line) => playLine(missing.filter((key) => line.some((kind) => kind === boundaryOf(key))))),
      );
    }
    await reportKills('kills', runs, Date.now() - startedAt);
  });

  async function playLine(line: readonly string[]): Promise<void> {
    if (line.length > 0) runs.push(await crashRun(script(line, 'kill')));
  }

  function wasFired(key: string): boolean {
    return runs.some(({ fired }) => fired.some((point) => point.key === key));
  }

  test('leave what an undisturbed worker leaves', () => {
    for (const run of runs) expectUnharmed(run, clean);
    expect(runs.length).toBeGreaterThan(0);
  });

  test('died at every one of them', () => {
    expect(keys.filter((key) => !wasFired(key))).toEqual([]);
    expect(keys.length).toBeGreaterThan(0);
  });
});

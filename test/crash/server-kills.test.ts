/*
 * Law 5, for the Temporal server: it is killed while a step of each kind is under way, and started again on the file that
 * it keeps. To break it: a worker or a waiting client that gives up on a server which is away for a second or two.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { patienceMs, witnessedRun, type WitnessedRun } from '../laws/support/witnessed-run.js';
import { script } from './support/choose-points.js';
import { crashRun, type CrashRun } from './support/crash-run.js';
import { expectUnharmed } from './support/expect-unharmed.js';
import { startMortalServer, type MortalServer } from './support/mortal-server.js';
import { report } from './support/report.js';

const points = [
  'sanitize-orders/copySnapshot-1/after-effect',
  'sanitize-users/restoreInstance-1/before',
  'sanitize-messages/scrubInstance-1/before',
  'refreshEnvironment-1/changeRecords-1/before',
  'sanitize-users/deleteInstance-1/after-effect',
];

describe('a Temporal server that is killed', () => {
  let server: MortalServer;
  let clean: WitnessedRun;
  let run: CrashRun;
  const outages: { key: string; ms: number }[] = [];

  beforeAll(async () => {
    clean = await witnessedRun();
    server = await startMortalServer();
    run = await crashRun(script(points, 'wait'), {
      temporalAddress: server.address,
      onWaiting: async (key) => void outages.push({ key, ms: await server.restart() }),
    });
    const [longest] = outages.toSorted((a, b) => b.ms - a.ms);
    const row = { what: 'all', points: points.length, hits: run.fired.length, recoveries: outages.length };
    const slowest = longest === undefined ? {} : { slowestMs: longest.ms, slowestAt: longest.key };
    await report('server-kills', [{ ...row, ...slowest }], run.durationMs);
  }, 3 * patienceMs);
  afterAll(() => server.close());

  test('was killed at every point', () => {
    expect(run.fired.map(({ key }) => key).toSorted()).toEqual(points.toSorted());
    expect(outages).toHaveLength(points.length);
  });

  test('goes on with what it kept', () => {
    expectUnharmed({ ...run, fired: [] }, clean);
  });
});

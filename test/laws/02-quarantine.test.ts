/*
 * Law 2: raw data never leaves the clean room. To break it: restore an unscrubbed copy where somebody but the scrubber
 * can connect, with public access, backups or production's tags, even for a moment; or leave a raw copy behind.
 *
 * The attack: as long as a quarantined instance exists, an intruder, production's own application and the environment's
 * client try to get one byte out of it. The clean room's worker tries with the same probe and must succeed: what the
 * others do not get is there to be had.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { rawKinds } from '../../domain/tags.js';
import { attackers, scrubber } from './support/quarantine-watch.js';
import { patienceMs, witnessedRun, type WitnessedRun } from './support/witnessed-run.js';

let run: WitnessedRun;
beforeAll(async () => {
  run = await witnessedRun();
}, patienceMs);

const databases = ['users', 'orders', 'messages'];
// Before the verification, and restored from the verified snapshot to be compared with it.
const copies = databases.flatMap((database) => [
  { database, copy: 'quarantine', leastTries: 3 },
  { database, copy: 'restored-quarantine', leastTries: 0 },
]);

describe.each(copies)('the $copy copy of $database', ({ database, copy, leastTries }) => {
  const sighting = () => {
    const name = new RegExp(`^backlot-${database}-[0-9a-z]+-${copy}$`);
    const found = run.quarantines.find(({ instance }) => name.test(instance));
    if (found === undefined) throw new Error(`The ${copy} copy of ${database} was never seen.`);
    return found;
  };

  test.each(attackers)('never answers the %s', (attacker) => {
    expect(sighting().tries[attacker]?.answered).toBe(0);
    expect(sighting().tries[attacker]?.refused).toBeGreaterThan(leastTries);
  });

  test('answers the scrubber, so the probe can see', () => {
    expect(sighting().tries[scrubber]?.answered).toBeGreaterThan(0);
  });

  test('is private from its first moment on: no public access, backups, insights, log exports or copied tags', () => {
    const properties = sighting().properties.map((text) => JSON.parse(text) as unknown);
    expect(properties.length).toBeGreaterThan(0);
    for (const seen of properties) {
      expect(seen).toEqual({
        public: false,
        backups: 0,
        copyTags: false,
        insights: false,
        logExports: [],
        foreignTags: [],
        // The second copy stands in the first one's group.
        parameterGroup: sighting().instance.replace('-restored-', '-'),
      });
    }
  });
});

test('nothing raw is left in any account', () => {
  const raw = run.endState.filter((line) => rawKinds.some((kind) => line.includes(`"backlot:kind":"${kind}"`)));
  expect(raw).toEqual([]);
  expect(run.endState.filter((line) => line.includes('"backlot:kind":"image"'))).toHaveLength(3);
});

test('nothing that is left is shared with anybody', () => {
  const snapshots = run.endState.filter((line) => line.includes('"type":"snapshot"'));
  expect(snapshots.length).toBeGreaterThan(0);
  expect(snapshots.filter((line) => !line.includes('"sharedWith":[]'))).toEqual([]);
});

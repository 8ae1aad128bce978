/*
 * Law 2: raw data never leaves the clean room, and it does not stay there either. To break it: have the workflow that
 * would clear it away never go on, and nobody left who would: the worker dies in mid-scrub, and Temporal is gone.
 *
 * The attack kills the worker while the quarantined instance is being scrubbed. Then only `backlot sweep --raw` runs, as
 * any scheduler would run it, with an address at which no Temporal server answers. Before the raw data's age is over the
 * same command must leave it alone: what it deletes it deletes for its age. The deliberate break is to run nothing: past
 * its age the raw data is still there.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawKinds, tagKeys, type ResourceKind } from '../../domain/tags.js';
import { waitUntil } from '../../sandbox/runtime/wait-until.js';
import { signIn } from './support/administrator.js';
import { takeInventory, type Item } from './support/inventory.js';
import { startWorker, type MortalWorker } from './support/law-worker.js';
import { newOperationId, setStage, type Stage } from './support/stage.js';
import { patienceMs } from './support/witnessed-run.js';

/** Longer than it takes a scrub to begin, on a quiet machine; on a busy one it is over sooner, which does no harm. */
const age = '20s';
const program = 'dist/cli/main.js';

let stage: Stage;
let worker: MortalWorker;
beforeAll(async () => {
  stage = await setStage('rawends', {
    environments: {},
    startWorker: async (...args) => (worker = await startWorker(...args)),
    prepare: (fleet) => fleet.edit('organization.yaml', (organization) => (organization['raw'] = { maxAge: age })),
  });
}, patienceMs);
afterAll(() => stage.close());

/** What is raw of an operation, in production and in the clean room. */
async function rawOf(operation: string): Promise<Item[]> {
  const administrators = [await signIn(stage.sandbox, 'production'), await signIn(stage.sandbox, 'cleanroom')];
  const items = (await Promise.all(administrators.map((administrator) => takeInventory(administrator)))).flat();
  return items.filter(({ facts }) => {
    const tags = facts['tags'] as Record<string, string> | undefined;
    return tags?.[tagKeys.operation] === operation && rawKinds.includes(tags[tagKeys.kind] as ResourceKind);
  });
}

async function sweepRaw(): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program, 'sweep', '--raw', '--apply', '--fleet', stage.fleet.path, '--json'],
    { env: { ...stage.settings, PATH: process.env['PATH'] ?? '', TEMPORAL_ADDRESS: '127.0.0.1:1' } },
  );
  return stdout;
}

test(
  'raw data is gone by its age though nobody is left to clear it away',
  async () => {
    const operation = newOperationId();
    const handle = await stage.start('sanitizeDatabase', { database: 'messages', operationId: operation });
    await waitUntil(
      async () => {
        const { raw } = await handle.describe();
        return raw.pendingActivities?.some(({ activityType }) => activityType?.name === 'scrubInstance') ?? false;
      },
      { what: 'the scrub to begin', timeoutMs: patienceMs },
    );
    await worker.kill();
    await handle.terminate('Temporal is gone');

    const raw = await rawOf(operation);
    expect(raw.map(({ type }) => type).toSorted()).toEqual(['instance', 'parameter-group', 'secret', 'snapshot']);
    const ends = raw.map(({ facts }) => Date.parse((facts['tags'] as Record<string, string>)[tagKeys.destroyBy] ?? ''));
    expect(ends.every((end) => end > 0)).toBe(true);

    if (Date.now() < Math.min(...ends)) {
      expect(await sweepRaw()).not.toContain(operation);
      expect(await rawOf(operation)).toHaveLength(raw.length);
    }
    await waitUntil(() => Promise.resolve(Date.now() > Math.max(...ends)), { what: age, timeoutMs: patienceMs });
    expect(await rawOf(operation)).toHaveLength(raw.length);
    await waitUntil(
      async () => {
        await sweepRaw();
        return (await rawOf(operation)).length === 0;
      },
      { what: 'raw data to be gone', timeoutMs: patienceMs },
    );
    expect(await rawOf(operation)).toEqual([]);
  },
  patienceMs,
);

import { expect, test } from 'vitest';
import { cleanSince, writeClean, type CleanRecord } from '../../activities/terraform/clean-record.js';
import { stackKeys } from '../../domain/stacks/state-keys.js';
import type { StateBucket } from '../../activities/terraform/state-bucket.js';

const stack = { environment: 'qa1', name: 'qa1.network' };
const made = { configuration: 'c1', upstream: 'u1', state: { lineage: 'l1', serial: 7 }, terraform: '1.11.4' };
const at = new Date(Date.now() - 60_000).toISOString();

/** A bucket that holds one record. */
async function bucketWith(record: CleanRecord): Promise<StateBucket> {
  const objects = new Map<string, unknown>();
  const bucket = {
    readJson: (key: string) => Promise.resolve(objects.get(key)),
    writeJson: (key: string, value: unknown) => Promise.resolve(void objects.set(key, value)),
  } as StateBucket;
  await writeClean(bucket, stack, record);
  expect([...objects.keys()]).toEqual([stackKeys.clean('qa1', 'qa1.network')]);
  return bucket;
}

test.each([
  [{}, /^a plan of \d+ s ago was clean, and nothing has changed$/],
  [{ by: 'apply' } as const, /^it was applied \d+ s ago, and nothing has changed$/],
])('what was clean is told with its age: %j', async (how, reason) => {
  const clean = await cleanSince(await bucketWith({ ...made, ...how, at }), stack, made);
  expect(clean?.reason).toMatch(reason);
  expect(clean?.ageMs).toBeGreaterThanOrEqual(60_000);
  expect(clean?.ageMs).toBeLessThan(120_000);
});

test.each([
  ['configuration', { configuration: 'c2' }],
  ['values from other stacks', { upstream: 'u2' }],
  ['state', { state: { lineage: 'l1', serial: 8 } }],
  ['state made anew', { state: { lineage: 'l2', serial: 7 } }],
  ['Terraform', { terraform: '1.12.0' }],
])('what was applied is not believed with another %s', async (_, change) => {
  const bucket = await bucketWith({ ...made, at, by: 'apply' });
  expect(await cleanSince(bucket, stack, { ...made, ...change })).toBeUndefined();
});

test('what was never clean has no age', async () => {
  const bucket = await bucketWith({ ...made, at });
  expect(await cleanSince(bucket, { ...stack, name: 'qa1.account' }, made)).toBeUndefined();
});

import { beforeEach, expect, test } from 'vitest';
import { knownEnd, rememberEnd } from '../../activities/terraform/known-end.js';
import type { PlanParts } from '../../activities/terraform/plan-parts.js';
import type { StateBucket } from '../../activities/terraform/state-bucket.js';
import { storePlan } from '../../activities/terraform/stored-plan.js';
import { stackKeys } from '../../domain/stacks/state-keys.js';
import type { TerraformPlan } from '../../domain/stacks/terraform-plan.js';

const stack = { environment: 'qa1', name: 'qa1.network' };
const minuteMs = 60_000;
const made = {
  stack: stack.name,
  destroy: true,
  configuration: 'c1',
  upstream: 'u1',
  state: { lineage: 'l1', serial: 7 },
  terraform: '1.11.4',
  lastRun: '2026-11-01T00:00:00.000Z',
} satisfies Partial<PlanParts>;

let objects: Map<string, Buffer>;
let bucket: StateBucket;
let digest: string;

beforeEach(async () => {
  objects = new Map();
  const write = (key: string, body: Buffer | string) => Promise.resolve(void objects.set(key, Buffer.from(body)));
  const read = (key: string) => Promise.resolve(objects.get(key));
  bucket = {
    read,
    write,
    readJson: async (key) => {
      const bytes = await read(key);
      return bytes === undefined ? undefined : (JSON.parse(bytes.toString('utf8')) as unknown);
    },
    writeJson: (key, value) => write(key, JSON.stringify(value)),
    remove: (key) => Promise.resolve(void objects.delete(key)),
  };
  const gone = { address: 'aws_vpc.vpc', type: 'aws_vpc', change: { actions: ['delete'] } };
  const plan = { resource_changes: [gone] } as unknown as TerraformPlan;
  const stored = await storePlan(bucket, stack, Buffer.from('plan'), plan, { ...made, providers: { aws: '5' } });
  ({ digest } = stored);
});

test('the plan of an end is found again while everything is the same', async () => {
  expect(await knownEnd(bucket, stack, made, minuteMs)).toBeUndefined();
  await rememberEnd(bucket, stack, digest);
  expect(await knownEnd(bucket, stack, made, minuteMs)).toMatchObject({ digest, summary: { counts: { delete: 1 } } });
  expect(await knownEnd(bucket, stack, made, 0)).toBeUndefined();
  expect(await knownEnd(bucket, { ...stack, name: 'qa1.account' }, made, minuteMs)).toBeUndefined();
});

test.each([
  ['configuration', { configuration: 'c2' }],
  ['values from other stacks', { upstream: 'u2' }],
  ['state', { state: { lineage: 'l1', serial: 8 } }],
  ['Terraform', { terraform: '1.12.0' }],
  ['last apply', { lastRun: '2026-11-02T00:00:00.000Z' }],
  ['purpose', { destroy: false }],
])('it is not believed with another %s', async (_, change) => {
  await rememberEnd(bucket, stack, digest);
  expect(await knownEnd(bucket, stack, { ...made, ...change }, minuteMs)).toBeUndefined();
});

test('a plan that is gone is made again, and one that was changed is refused', async () => {
  await rememberEnd(bucket, stack, digest);
  const key = stackKeys.plan('qa1', digest, 'parts.json');
  const parts = (await bucket.readJson(key)) as PlanParts;
  await bucket.writeJson(key, { ...parts, providers: { aws: '6' } });
  await expect(knownEnd(bucket, stack, made, minuteMs)).rejects.toMatchObject({ code: 'GuardRefused' });
  await bucket.remove(key);
  expect(await knownEnd(bucket, stack, made, minuteMs)).toBeUndefined();
});

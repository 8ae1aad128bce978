import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Expiry } from '../../cli/operations/status/expiries.js';
import { readStatus } from '../../cli/operations/status/read-status.js';
import { mainQueue } from '../../domain/queues.js';
import { tagKeys, tagsOf } from '../../domain/tags.js';
import type { expire, extendEnvironment } from '../../workflows/index.js';
import { setCliStage, type CliStage } from './support/cli-stage.js';

const hour = 3_600_000;
const settle = { timeout: 60_000, interval: 100 };

let stage: CliStage;

beforeAll(async () => {
  stage = await setCliStage();
  await stage.serve();
});
afterAll(() => stage?.strike());

const expiries = async (environment?: string): Promise<readonly Expiry[]> =>
  (await readStatus(stage.client, environment)).expiries;

test('a status shows when an environment ends, as the last look saw it and as it was moved since', async () => {
  expect(await expiries()).toEqual([]);
  const { fleet, world, client } = stage;
  fleet.spawn = { ...fleet.spawn, expiresMs: 14 * 24 * hour };
  const expires = new Date(Date.now() + 10 * hour).toISOString();
  const tags = { ...tagsOf({ environment: 'qa1', operation: 'made-it', expires }) };
  const account = world.organization.add({ id: fleet.environment.accountId, tags });

  const options = { workflowId: 'expire', taskQueue: mainQueue };
  const { environments } = await client.workflow.execute<typeof expire>('expire', options);
  const notice = environments[0]?.notice;
  expect(notice).toBeDefined();
  await expect.poll(() => expiries('qa1'), settle).toEqual([{ environment: 'qa1', expires, notice }]);
  expect(await expiries('qa2')).toEqual([]);

  await client.workflow.execute<typeof extendEnvironment>('extendEnvironment', {
    workflowId: 'extend/qa1',
    taskQueue: mainQueue,
    args: [{ account: 'qa1', by: '7d' }],
  });
  const moved = new Date(Date.parse(expires) + 7 * 24 * hour).toISOString();
  expect(account.tags[tagKeys.expires]).toBe(moved);
  await expect.poll(() => expiries('qa1'), settle).toEqual([{ environment: 'qa1', expires: moved }]);
});

/*
 * A stack with real Terraform on the sandbox: what it waits for, what its plan says, that exactly that is applied, and what
 * makes an approved plan worthless.
 */
import { DescribeDBSubnetGroupsCommand, DeleteDBSubnetGroupCommand } from '@aws-sdk/client-rds';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stackKeys, stateKey } from '../../domain/stacks/state-keys.js';
import { signIn } from '../laws/support/administrator.js';
import { readStateBucket } from '../laws/support/state-bucket.js';
import { digestOf, layGround, stackOf, type Ground } from './support/ground.js';

let ground: Ground;
let subnets: string[];
let networkSerial = 0;

beforeAll(async () => {
  ground = await layGround();
  const { sandbox, environment } = ground;
  // The sandbox gives every environment what its stacks would make.
  const { rds } = await signIn(sandbox, environment.name);
  const { DBSubnetGroups: [seeded] = [] } = await rds.send(new DescribeDBSubnetGroupsCommand({}));
  subnets = (seeded?.Subnets ?? []).map(({ SubnetIdentifier = '' }) => SubnetIdentifier);
  await rds.send(new DeleteDBSubnetGroupCommand({ DBSubnetGroupName: 'backlot-data' }));
}, 120_000);

afterAll(() => ground.close());

/** Lets the network's state say that these are its subnets, as an apply of it would. */
async function applyNetwork(dataSubnetIds: unknown): Promise<void> {
  const { name } = ground.environment;
  networkSerial += 1;
  await ground.bucket.writeJson(stateKey(name, `${name}.network.us-east-1`), {
    version: 4,
    serial: networkSerial,
    lineage: 'network',
    outputs: { dataSubnetIds: { value: dataSubnetIds, type: ['list', 'string'] } },
    resources: [],
  });
}

/** Keeps a state, to be put back. */
async function snapshotOf(stack: string): Promise<{ key: string; state: Buffer }[]> {
  const { name } = ground.environment;
  const keys = [stateKey(name, stack), stateKey(name, `${name}.network.us-east-1`)];
  return await Promise.all(
    keys.map(async (key) => ({ key, state: (await ground.bucket.read(key)) ?? Buffer.alloc(0) })),
  );
}

async function restore(kept: readonly { key: string; state: Buffer }[]): Promise<void> {
  for (const { key, state } of kept) await ground.bucket.write(key, state);
}

/** Changes the state of the stack, as somebody else's apply would. */
async function touchState(change: { serial?: number; lineage?: string }): Promise<void> {
  const key = stateKey(ground.environment.name, stackOf(ground, 'data.us-east-1').name);
  await ground.bucket.writeJson(key, { ...((await ground.bucket.readJson(key)) as object), ...change });
}

async function spoilPlan(digest: string): Promise<void> {
  const key = stackKeys.plan(ground.environment.name, digest, 'plan.tfplan');
  const file = (await ground.bucket.read(key)) ?? Buffer.alloc(0);
  await ground.bucket.write(key, Buffer.concat([file, Buffer.from([0])]));
}

test('a stack waits for those that give it values', async () => {
  const data = stackOf(ground, 'data.us-east-1');
  const network = stackOf(ground, 'network.us-east-1').name;
  expect(await ground.plan({ stack: data })).toEqual({ outcome: 'deferred', stack: data.name, waitsFor: [network] });
  await applyNetwork('subnet-1');
  await expect(ground.plan({ stack: data })).rejects.toMatchObject({ code: 'InvalidInput' });
});

test('what was planned is applied, once, and a clean plan is not repeated', async () => {
  const { environment } = ground;
  const data = stackOf(ground, 'data.us-east-1');
  await applyNetwork(subnets);
  const plan = await ground.plan({ stack: data });
  expect(plan).toMatchObject({
    outcome: 'changes',
    summary: {
      counts: { create: 1 },
      changes: [{ address: 'aws_db_subnet_group.subnets', type: 'aws_db_subnet_group', action: 'create' }],
      destructive: false,
      risks: [],
    },
  });
  const digest = digestOf(plan);
  const { rds } = await signIn(ground.sandbox, environment.name);
  const groups = async () => (await rds.send(new DescribeDBSubnetGroupsCommand({}))).DBSubnetGroups ?? [];
  expect(await groups()).toEqual([]);
  expect(await ground.apply({ stack: data, digest })).toEqual({ stack: data.name, counts: { create: 1 } });
  expect((await groups()).map(({ DBSubnetGroupName }) => DBSubnetGroupName)).toEqual(['backlot-data']);
  // What was just applied is believed for a while, without asking Terraform.
  const believed = await ground.plan({ stack: data, freshnessMs: 600_000 }, { path: '/nowhere' });
  expect(believed).toMatchObject({ outcome: 'unchanged', reason: expect.stringContaining('applied') as string });
  // The answer may have been lost: the same apply again changes nothing and tells the same.
  expect(await ground.apply({ stack: data, digest })).toEqual({ stack: data.name, counts: { create: 1 } });

  const again = await ground.plan({ stack: data });
  expect(again).toEqual({ outcome: 'unchanged', stack: data.name, reason: 'Terraform found nothing to do' });
  // A clean plan is believed for a while, without asking Terraform.
  const quick = await ground.plan({ stack: data, freshnessMs: 600_000 }, { path: '/nowhere' });
  expect(quick).toMatchObject({
    outcome: 'unchanged',
    reason: expect.stringContaining('nothing has changed') as string,
  });
  expect(await readdir(ground.directory)).toEqual([]);
  expect(await ground.bucket.read(stackKeys.lock(environment.name, data.name))).toBeUndefined();
});

test.each([
  ['the values from other stacks', 'upstream', () => applyNetwork([...subnets].reverse())],
  ['the state', 'state', () => touchState({ serial: 99 })],
  ['a state that was made anew', 'state', () => touchState({ lineage: 'another' })],
  ['the plan file', 'plan', (digest: string) => spoilPlan(digest)],
])('%s: what changed after the approval voids it', async (_, part, change) => {
  const data = stackOf(ground, 'data.us-east-1');
  const digest = digestOf(await ground.plan({ stack: data, destroy: true }));
  const before = await snapshotOf(data.name);
  await change(digest);
  await expect(ground.apply({ stack: data, digest })).rejects.toMatchObject({
    code: 'PlanChanged',
    details: { changed: [part] },
  });
  await restore(before);
});

test('the plan of an end is believed for a while, and only for the state that it was made of', async () => {
  const data = stackOf(ground, 'data.us-east-1');
  const end = await ground.plan({ stack: data, destroy: true });
  const known = { stack: data, destroy: true, freshnessMs: 600_000 };
  expect(await ground.plan(known, { path: '/nowhere' })).toEqual(end);
  const before = await snapshotOf(data.name);
  await touchState({ serial: 98 });
  await expect(ground.plan(known, { path: '/nowhere' })).rejects.toMatchObject({ code: 'NotFound' });
  await restore(before);
});

test('another version of Terraform voids an approved plan', async () => {
  const data = stackOf(ground, 'data.us-east-1');
  const digest = digestOf(await ground.plan({ stack: data, destroy: true }));
  const program = join(ground.directory, 'terraform-of-tomorrow');
  const pretend = `#!/bin/sh\n[ "$1" = version ] && echo '{"terraform_version":"1.99.0"}' && exit\nexec terraform "$@"\n`;
  await writeFile(program, pretend, { mode: 0o755 });
  await expect(ground.apply({ stack: data, digest }, { program })).rejects.toMatchObject({
    code: 'PlanChanged',
    details: { changed: ['terraform'] },
  });
  await rm(program);
});

test('a worker without Terraform says what it lacks', async () => {
  const data = stackOf(ground, 'data.us-east-1');
  await expect(ground.plan({ stack: data, destroy: true }, { program: 'terraform-of-nobody' })).rejects.toMatchObject({
    code: 'NotFound',
    message: expect.stringContaining('BACKLOT_TERRAFORM') as string,
  });
});

test('somebody else’s lock is waited for, not broken, and named in the end', async () => {
  const { environment, bucket } = ground;
  const data = stackOf(ground, 'data.us-east-1');
  const digest = digestOf(await ground.plan({ stack: data, destroy: true }));
  const key = stackKeys.lock(environment.name, data.name);
  const Created = new Date().toISOString();
  await bucket.writeJson(key, { ID: 'l-1', Who: 'jo@laptop', Operation: 'OperationTypeApply', Created });
  const patience = { pollMs: 200, lockMs: 0, silentMs: 0 };
  for (const attempt of [ground.plan({ stack: data, destroy: true }), ground.apply({ stack: data, digest })]) {
    await expect(attempt).rejects.toMatchObject({ name: 'NotReadyError' });
  }
  await expect(ground.apply({ stack: data, digest }, { patience })).rejects.toMatchObject({
    code: 'StateLocked',
    message: expect.stringMatching(/jo@laptop .* force-unlock l-1/) as string,
  });
  expect(await bucket.readJson(key)).toMatchObject({ ID: 'l-1' });
  await bucket.remove(key);
});

test('what lies around in the environment of a worker reaches nothing', async () => {
  const poison = { AWS_ACCESS_KEY_ID: 'AKIAPOISON', AWS_SECRET_ACCESS_KEY: 'poison', TF_VAR_subnetIds: '["poison"]' };
  const secret = 'a-secret-of-the-worker';
  Object.assign(process.env, poison, {
    AWS_ENDPOINT_URL: 'http://127.9.9.9:9',
    WORKER_SECRET: secret,
    TF_LOG: 'TRACE',
  });
  try {
    const data = stackOf(ground, 'data.us-east-1');
    const digest = digestOf(await ground.plan({ stack: data, destroy: true }));
    await ground.apply({ stack: data, digest });
    expect(await ground.plan({ stack: data, destroy: true })).toMatchObject({ reason: 'the stack holds nothing' });
  } finally {
    for (const name of [...Object.keys(poison), 'AWS_ENDPOINT_URL', 'WORKER_SECRET', 'TF_LOG'])
      delete process.env[name];
  }
  const stored = await readStateBucket(ground.sandbox);
  const own = Object.entries(stored).filter(([key]) => key.startsWith(`terraform/${ground.environment.name}/`));
  expect(own.length).toBeGreaterThan(5);
  expect(own.filter(([, text]) => text.includes(secret) || text.includes('AKIAPOISON'))).toEqual([]);
});

import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TerraformContext } from '../../activities/terraform/context.js';
import { findDrift } from '../../activities/terraform/find-drift.js';
import { usualPatience } from '../../activities/terraform/settings.js';
import { Slots } from '../../activities/terraform/slots.js';
import { renderStacks } from '../../activities/terraform/synthesize-stacks.js';
import { requireBlueprints } from '../../config/require-fleet.js';
import type { StackDrift } from '../../domain/messages/drift.js';
import type { FleetRef } from '../../domain/messages/slices.js';
import type { StackSlice } from '../../domain/messages/stacks.js';
import { stackKeys, stateKey } from '../../domain/stacks/state-keys.js';

const environment = 'qa1';
const name = `${environment}.network.us-east-1`;
const state = {
  version: 4,
  serial: 3,
  lineage: 'l',
  outputs: {},
  resources: [{ mode: 'managed', type: 'aws_vpc', name: 'vpc', instances: [{ attributes: { id: 'vpc-1' } }] }],
};
const run = {
  plan: 'p',
  startedAt: '2026-11-21T00:00:00Z',
  beatAt: '2026-11-21T00:00:00Z',
  host: 'other',
  pid: 7,
  who: 'w',
};
const ended = (code: number) => ({ ...run, ended: { at: '2026-11-21T00:01:00Z', code } });
const journal = (last: object) => ({ approved: 'p', begun: [], made: [], runs: [last] });

let directory: string;
let objects: Map<string, unknown>;
let stack: StackSlice;
let fleet: FleetRef;
const readStacks = () => requireBlueprints('examples/acme');

beforeAll(async () => {
  const { fleet: read } = await readStacks();
  fleet = { revision: read.revision, digest: read.digest };
  const accountId = read.accounts[environment]?.accountId ?? '';
  const rendered = await renderStacks(readStacks, { environment, accountId, fleet });
  stack = rendered.find(({ slice }) => slice.name === name)!.slice;
});
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'backlot-test-'));
  objects = new Map<string, unknown>([[stateKey(environment, name), state]]);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Looks with a program in the place of Terraform, whose plan finds one tag that was changed by hand, or nothing. */
async function look(changes = true, meanwhile = (): void => undefined): Promise<StackDrift> {
  const [before, after] = [{ tags: { Name: 'a' } }, { tags: { Name: 'b' } }];
  const at = { address: 'aws_vpc.vpc', mode: 'managed', type: 'aws_vpc' };
  const plan = {
    resource_drift: [{ ...at, change: { actions: ['update'], before, after } }],
    resource_changes: [{ ...at, change: { actions: ['update'], before: after, after: before } }],
  };
  await writeFile(join(directory, 'plan.json'), JSON.stringify(plan));
  const script = [
    `[ "$1" = version ] && { echo '{"terraform_version":"1.11.4"}'; exit; }`,
    `[ "$1" = init ] && exit`,
    `[ "$1" = show ] && { cat ${directory}/plan.json; exit; }`,
    `echo "$@" > ${directory}/args; cp backlot_override.tf.json ${directory}/override`,
    `exit ${changes ? 2 : 0}`,
  ];
  await writeFile(join(directory, 'terraform'), `#!/bin/sh\n${script.join('\n')}\n`, { mode: 0o755 });
  const context: Omit<TerraformContext, 'aws'> = {
    settings: {
      program: join(directory, 'terraform'),
      path: '/usr/bin:/bin',
      directory: join(directory, 'work'),
      concurrent: 1,
      state: { bucket: 'acme-backlot-state', region: 'us-east-1', kmsKey: 'alias/backlot-state' },
      credentials: () => Promise.resolve({ accessKeyId: 'AKIA', secretAccessKey: 'secret' }),
      patience: usualPatience,
    },
    bucket: {
      readJson: (key) => {
        if (existsSync(join(directory, 'args'))) meanwhile();
        return Promise.resolve(objects.get(key));
      },
    } as TerraformContext['bucket'],
    objects: {} as TerraformContext['objects'],
    slots: new Slots(1),
    signal: new AbortController().signal,
  };
  return await findDrift(context as TerraformContext, readStacks, { stack, fleet });
}

const planned = () => existsSync(join(directory, 'args'));

test('a plan is made as BacklotRead everywhere, without the lock', async () => {
  expect(await look()).toMatchObject({ stack: name, outcome: 'drifted', drift: [{ attributes: ['tags'] }] });
  expect(await readFile(join(directory, 'args'), 'utf8')).toMatch(/^plan .*-lock=false/);
  const override = await readFile(join(directory, 'override'), 'utf8');
  const roles = [...override.matchAll(/"role_arn":"arn:aws:iam::\d+:role\/([^"]+)"/g)].map(([, role]) => role);
  expect(roles.length).toBeGreaterThan(1);
  expect([...new Set(roles)]).toEqual(['BacklotRead']);
});

test('a stack whose plan finds nothing is clean, and one that was never applied is not planned', async () => {
  expect(await look(false)).toMatchObject({ outcome: 'clean', drift: [], pending: [] });
  await rm(join(directory, 'args'));
  objects.clear();
  expect(await look()).toMatchObject({ outcome: 'not applied' });
  expect(planned()).toBe(false);
});

test('an apply that ended half way leaves something pending, whatever the plan finds', async () => {
  objects.set(stackKeys.journal(environment, name), journal(ended(1)));
  expect(await look(false)).toMatchObject({
    outcome: 'pending',
    reason: expect.stringContaining('backlot spawn qa1') as string,
  });
  expect(await look()).toMatchObject({ outcome: 'both' });
  objects.set(stackKeys.journal(environment, name), journal(ended(0)));
  expect(await look()).toMatchObject({ outcome: 'drifted' });
});

test.each([
  ['a run that goes on', stackKeys.journal(environment, name), journal({ ...run, host: hostname(), pid: process.pid })],
  ['somebody else’s lock', stackKeys.lock(environment, name), { ID: '1', Who: 'jo@laptop', Created: '2026-11-21' }],
])('nothing is planned during %s', async (_what, key, value) => {
  objects.set(key, value);
  expect(await look()).toMatchObject({ outcome: 'could not look' });
  expect(planned()).toBe(false);
});

test('a plan during which the state has changed is not believed', async () => {
  const found = await look(true, () => void objects.set(stateKey(environment, name), { ...state, serial: 4 }));
  expect(found).toMatchObject({ outcome: 'could not look', drift: [] });
});

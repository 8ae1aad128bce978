import type { WorkflowHandle } from '@temporalio/client';
import { expect } from 'vitest';
import type { SpawnInput, SpawnProgress, SpawnStep, SpawnStepState } from '../../../domain/messages/spawn.js';
import { tagKeys } from '../../../domain/tags.js';
import type { FakeAccount } from './cloud/organization.js';
import { newStack } from './cloud/stack-activities.js';
import type { Stage } from './stage.js';

const pollOptions = { timeout: 60_000, interval: 50 } as const;

/** Gives the stage's environment three stacks, each after the one before; returns their names. */
export function stagedStacks({ fleet, world }: Pick<Stage, 'fleet' | 'world'>): {
  roles: string;
  network: string;
  data: string;
} {
  const [roles, network, data] = ['roles', 'network', 'data'].map((scope) => `${fleet.environment.name}.${scope}`);
  if (roles === undefined || network === undefined || data === undefined) throw new Error('there are three');
  world.stacks = [
    newStack(roles, { role: 'BacklotBootstrap' }),
    newStack(network, { after: [roles], exports: { vpcId: 'string' } }),
    newStack(data, { after: [roles], imports: { vpcId: { from: network, export: 'vpcId', type: 'string' } } }),
  ];
  return { roles, network, data };
}

/** The names of the stage's stacks, in the order they are applied. */
export function stackNames({ world }: Stage): string[] {
  return world.stacks.map(({ slice }) => slice.name);
}

/** Starts a spawn of the stage's environment. */
export function spawned(stage: Stage, more: Partial<SpawnInput> = {}) {
  return stage.start('spawnAccount', [{ account: stage.fleet.environment.name, ...more }]);
}

/** What a spawn says of itself. */
export function spawnProgressOf(handle: WorkflowHandle): Promise<SpawnProgress> {
  return handle.query<SpawnProgress>('progress');
}

/** Waits until a step of a spawn is in a state, and returns the step. */
export async function reachStep(handle: WorkflowHandle, name: string, state: SpawnStepState): Promise<SpawnStep> {
  const current = async () => (await spawnProgressOf(handle)).steps.find((step) => step.name === name);
  await expect.poll(async () => (await current())?.state, pollOptions).toBe(state);
  const step = await current();
  if (step === undefined) throw new Error(`There is no step ${name}.`);
  return step;
}

/** Waits until something waits for an approval, and returns its digest. */
export async function reachApproval(handle: WorkflowHandle): Promise<string> {
  const current = async () => (await spawnProgressOf(handle)).approvals[0]?.digest;
  await expect.poll(current, pollOptions).toBeDefined();
  return (await current()) ?? '';
}

/** The account of the stage's environment. */
export function accountOf({ world, fleet }: Stage): FakeAccount {
  const name = fleet.environment.name;
  const found = [...world.organization.accounts.values()].find(({ tags }) => tags[tagKeys.environment] === name);
  if (found === undefined) throw new Error(`${name} has no account.`);
  return found;
}

import { describe, expect } from 'vitest';
import type { DriftReport, EnvironmentDrift } from '../../domain/messages/drift.js';
import type { StepsView } from '../../domain/messages/steps.js';
import { newStack } from './support/cloud/stack-activities.js';
import { byHand, settled } from './support/drifting.js';
import { createGate } from './support/gate.js';
import { outcomeOf } from './support/outcome.js';
import { test, type Stage } from './support/stage.js';

const settle = { timeout: 60_000, interval: 50 } as const;

async function looked(stage: Stage, only = true): Promise<DriftReport> {
  const input = only ? { account: stage.fleet.environment.name } : {};
  return (await stage.start('detectDrift', [input])).result();
}

function outcomes({ outcome, stacks, databases }: EnvironmentDrift): string[] {
  return [outcome, ...stacks.map((stack) => stack.outcome), ...(databases === undefined ? [] : [databases.outcome])];
}

describe('detectDrift', () => {
  test('tells that all is as it should be, changes nothing and takes no lease', async ({ stage }) => {
    settled(stage);
    const { environments } = await looked(stage);
    expect(environments.map(outcomes)).toEqual([['clean', 'clean', 'clean', 'clean', 'clean']]);
    expect(stage.world.effects).toEqual([]);
    await expect(stage.client.workflow.getHandle(`lease/${stage.fleet.environment.name}`).describe()).rejects.toThrow();
  });

  test('tells apart what was changed by hand, what is pending, and what was never applied', async ({ stage }) => {
    const { roles, network, data } = settled(stage);
    roles.drift = [byHand];
    network.pending = {
      counts: { update: 1 },
      risks: [],
      changes: [{ address: 'aws_vpc.vpc', type: 'aws_vpc', action: 'update' }],
      destructive: false,
    };
    data.serial = 0;
    const [first] = stage.world.records.keys();
    stage.world.records.delete(first ?? '');

    const [found, ...others] = (await looked(stage)).environments;
    expect(others).toEqual([]);
    expect(outcomes(found!)).toEqual(['both', 'drifted', 'pending', 'not applied', 'drifted']);
    expect(found?.stacks[0]?.drift).toEqual([byHand]);
    expect(found?.stacks[1]?.pending).toEqual(network.pending.changes);
    expect(found?.databases?.differences).toMatchObject([
      { subject: expect.stringMatching(/^instance /) as string, difference: 'unexpected' },
      { subject: expect.stringMatching(/^name /) as string, difference: 'missing' },
    ]);
  });

  test('looks at every environment, and one that cannot be looked at hinders no other', async ({ stage }) => {
    const { network } = settled(stage);
    network.drift = [byHand];
    stage.fleet.neighbours = [`other-${stage.id}`, `third-${stage.id}`];
    stage.faults.fail('listStacks', { about: `other-${stage.id}` }, 'AccessDenied');
    stage.faults.fail('findDrift', { about: `"environment":"third-${stage.id}","accountId"` }, 'GuardRefused');
    const handle = await stage.start('detectDrift', []);
    const { environments } = await handle.result();
    expect(environments.map(({ environment, outcome }) => [environment, outcome])).toEqual([
      [stage.fleet.environment.name, 'drifted'],
      [`other-${stage.id}`, 'could not look'],
      [`third-${stage.id}`, 'could not look'],
    ]);
    expect(environments[1]).toMatchObject({ stacks: [], reason: expect.stringMatching(/^AccessDenied: /) as string });
    expect(environments[2]?.stacks.map(({ outcome, reason }) => `${outcome}: ${reason?.split(':')[0]}`)).toEqual(
      Array.from({ length: 3 }, () => 'could not look: GuardRefused'),
    );
    const { steps } = await handle.query<StepsView>('steps');
    expect(steps.map(({ state, detail }) => detail ?? state)).toEqual([
      'done',
      'drifted',
      'could not look',
      'could not look',
    ]);
  });

  test('tells of databases that they were not looked at, and of stacks all the same', async ({ stage }) => {
    settled(stage);
    stage.faults.fail('findLeftovers', {}, 'AccessDenied');
    const [found] = (await looked(stage)).environments;
    expect(outcomes(found!)).toEqual(['could not look', 'clean', 'clean', 'clean', 'could not look']);
  });

  test('ends when it is cancelled, and takes that for no finding', async ({ stage }) => {
    settled(stage);
    stage.world.stacks.push(newStack(`${stage.fleet.environment.name}.more`));
    const gate = createGate();
    stage.faults.before('findDrift', { nth: 1 }, () => gate.opened);
    const handle = await stage.start('detectDrift', [{ account: stage.fleet.environment.name }]);
    const running = async () =>
      (await handle.query<StepsView>('steps')).steps.filter(
        ({ name, state }) => /^qa/.test(name) && state === 'running',
      );
    await expect.poll(async () => (await running()).length, settle).toBeGreaterThan(0);
    await handle.cancel();
    gate.open();
    expect(await outcomeOf(handle)).toBe('CANCELED');
  });

  test('fails when there is nothing to look at, and when its input is wrong', async ({ stage }) => {
    expect(await outcomeOf(await stage.start('detectDrift', [{ account: 'nobody' }]))).toBe('InvalidInput');
    expect(await outcomeOf(await stage.start('detectDrift', [{ account: 7 } as never]))).toBe('InvalidInput');
  });
});

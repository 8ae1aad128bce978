import { describe, expect } from 'vitest';
import type { AccessGrant, Assignment } from '../../domain/messages/access.js';
import { tagsOf } from '../../domain/tags.js';
import { destroyed, destroyedAsSeen, furnish, looked } from './support/doomed.js';
import { outcomeOf } from './support/outcome.js';
import { reachStep, spawned, stagedStacks } from './support/spawning.js';
import { test, type Stage } from './support/stage.js';

const developers: Assignment = { permissionSet: 'Developer', principal: 'GROUP', principalId: 'qa-engineers' };
const somebody: Assignment = { permissionSet: 'ReadOnly', principal: 'USER', principalId: 'u-1' };

/** Gives the stage's fleet an Identity Center, and its environment who may enter it. */
function letIn({ fleet }: Pick<Stage, 'fleet'>, ...grants: readonly AccessGrant[]): void {
  const center = {
    region: fleet.data.region,
    instance: 'ssoins-7223a1b2c3d4e5f6',
    identityStore: 'd-9067000000',
    permissionSets: { Developer: 'ps-0a1b2c3d4e5f6071', ReadOnly: 'ps-1a1b2c3d4e5f6072' },
  };
  fleet.spawn = { ...fleet.spawn, access: { center, grants } };
}

/** The environment's account, as an earlier spawn has left it. */
function settled({ world, fleet }: Stage): void {
  const { name: environment, accountId } = fleet.environment;
  world.organization.add({ id: accountId, tags: { ...tagsOf({ environment, operation: 'made-it' }) } });
}

const accessCalls = ['planAccess', 'listAccess', 'recordAccess', 'giveAccess', 'takeAccess'];
const accessEffects = ({ world }: Stage) => world.effects.filter((effect) => /^(give|take) /.test(effect));

describe('a spawn', () => {
  test('lets in whom the file names, after the stacks and once', async ({ stage }) => {
    const { data } = stagedStacks(stage);
    letIn(stage, { group: 'qa-engineers', permissionSet: 'Developer' });
    const { steps, operationId } = await (await spawned(stage, { requestedBy: 'ann' })).result();
    expect(stage.world.effects.slice(stage.world.effects.indexOf(`apply ${data}`))).toEqual([
      `apply ${data}`,
      'give Developer/group/qa-engineers',
      `check ${stage.fleet.environment.name}`,
    ]);
    expect(steps.find(({ name }) => name === 'access')).toMatchObject({ state: 'done', detail: '1 given, 0 taken' });
    const record = stage.world.household.objects.get(`access/${stage.fleet.environment.name}/${operationId}`);
    expect(record).toMatchObject({ requestedBy: 'ann', assignments: [developers] });

    const again = await (await spawned(stage, { operationId: 'another' })).result();
    expect(again.steps.find(({ name }) => name === 'access')?.detail).toBe('as the file says');
    expect(accessEffects(stage)).toHaveLength(1);
  });

  test('shuts out whom the file does not name, after it was written down', async ({ stage }) => {
    stagedStacks(stage);
    settled(stage);
    letIn(stage, { group: 'qa-engineers', permissionSet: 'Developer' });
    stage.world.household.assignments = [developers, somebody];
    let written: unknown[] = [];
    stage.faults.before('takeAccess', {}, () => {
      written = [...stage.world.household.objects.values()];
    });
    expect(await outcomeOf(await spawned(stage))).toBe('COMPLETED');
    expect(accessEffects(stage)).toEqual(['take ReadOnly/user/u-1']);
    expect(written).toContainEqual(
      expect.objectContaining({ items: [expect.objectContaining({ type: 'access', id: 'ReadOnly/user/u-1' })] }),
    );
  });

  test('ends as a clean run does when every activity runs twice', async ({ stage }) => {
    stagedStacks(stage);
    settled(stage);
    letIn(stage, { group: 'qa-engineers', permissionSet: 'Developer' });
    stage.world.household.assignments = [somebody];
    stage.faults.everyCallRunsTwice();
    expect(await outcomeOf(await spawned(stage))).toBe('COMPLETED');
    expect(stage.world.household.assignments).toEqual([developers]);
  });

  test('offers a group that does not exist to a person, and goes on once it does', async ({ stage }) => {
    stagedStacks(stage);
    letIn(stage, { group: 'qa-engineers', permissionSet: 'Developer' });
    stage.world.household.missingGroups.add('qa-engineers');
    const handle = await spawned(stage);
    expect((await reachStep(handle, 'access', 'failed')).detail).toMatch(/^NotFound: /);
    stage.world.household.missingGroups.clear();
    await handle.executeUpdate('retryStep', { args: [{ step: 'access' }] });
    expect(await outcomeOf(handle)).toBe('COMPLETED');
    expect(stage.world.household.assignments).toEqual([developers]);
  });

  test('leaves access alone in an account that it did not make', async ({ stage }) => {
    stagedStacks(stage);
    letIn(stage, { group: 'qa-engineers', permissionSet: 'Developer' });
    const { id } = stage.world.organization.add();
    stage.fleet.spawn = { ...stage.fleet.spawn, accountId: id };
    const { steps } = await (await spawned(stage)).result();
    expect(steps.find(({ name }) => name === 'access')).toMatchObject({ state: 'skipped' });
    expect(stage.faults.calls.filter((call) => accessCalls.includes(call))).toEqual([]);
  });

  test('asks nothing of Identity Center where the fleet has none', async ({ stage }) => {
    stagedStacks(stage);
    const { steps } = await (await spawned(stage)).result();
    expect(steps.map(({ name }) => name)).not.toContain('access');
    expect(stage.faults.calls.filter((call) => accessCalls.includes(call))).toEqual([]);
  });
});

describe('a teardown', () => {
  test('shows who would be shut out, and shuts them out before the roles go', async ({ stage }) => {
    furnish(stage);
    letIn(stage);
    stage.world.household.assignments = [developers, somebody];
    const { items, digest } = await looked(stage);
    const listed = items.filter(({ phase }) => phase === 'access').map(({ id }) => id);
    expect(listed).toEqual(['Developer/group/qa-engineers', 'ReadOnly/user/u-1']);
    expect(items.findIndex(({ phase }) => phase === 'roles')).toBeGreaterThan(
      items.findLastIndex(({ phase }) => phase === 'access'),
    );
    stage.world.household.assignments = [developers];
    expect((await looked(stage)).digest).not.toBe(digest);

    expect(await outcomeOf(await destroyedAsSeen(stage))).toBe('COMPLETED');
    expect(stage.world.household.assignments).toEqual([]);
    const taken = stage.world.effects.indexOf('take Developer/group/qa-engineers');
    const firstRole = stage.world.effects.findIndex((effect) => effect.startsWith('remove aws_iam_role '));
    expect(taken).toBeGreaterThan(stage.world.effects.findIndex((effect) => effect.startsWith('destroy ')));
    expect(taken).toBeLessThan(firstRole);
  });

  test('refuses when somebody was let in since the look', async ({ stage }) => {
    furnish(stage);
    letIn(stage);
    const { digest } = await looked(stage);
    stage.world.household.assignments = [somebody];
    const confirm = stage.fleet.environment.name;
    expect(await outcomeOf(await destroyed(stage, { digest, confirm }))).toBe('PlanChanged');
    expect(stage.world.effects).toEqual([]);
  });

  test('stops when somebody is let in while it works', async ({ stage }) => {
    furnish(stage);
    letIn(stage);
    stage.faults.after('applyStack', { nth: 1 }, () => {
      stage.world.household.assignments = [somebody];
    });
    expect(await outcomeOf(await destroyedAsSeen(stage))).toBe('PlanChanged');
    expect(stage.world.household.assignments).toEqual([somebody]);
    expect(stage.world.household.things.map(({ id }) => id)).toContain('BacklotDeploy');
  });
});

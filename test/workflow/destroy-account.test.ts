import { describe, expect } from 'vitest';
import { newStack } from './support/cloud/stack-activities.js';
import { destroyed, destroyedAsSeen, furnish, looked, thing } from './support/doomed.js';
import { createGate, type Gate } from './support/gate.js';
import { outcomeOf } from './support/outcome.js';
import { test, type Stage } from './support/stage.js';

/** Effects without what differs from test to test. */
function effects({ world, fleet }: Stage): string[] {
  return world.effects.map((effect) => effect.replaceAll(fleet.environment.name, 'qa'));
}

const wholeTeardown = [
  'delete schedule refresh/qa',
  'remove delegation',
  'delegation is gone everywhere',
  'remove aws_db_instance users-1 as BacklotData',
  'remove aws_secretsmanager_secret backlot/master/users-1 as BacklotData',
  'destroy qa.data',
  'destroy qa.network',
  'remove aws_security_group sg-orphan as BacklotDeploy',
  'remove aws_kms_key key-1 as BacklotDeploy',
];

const endOfRoles = ['BacklotData', 'BacklotDeploy', 'BacklotRead'].map(
  (role) => `remove aws_iam_role ${role} as BacklotBootstrap`,
);

describe('a look at what destroying would take away', () => {
  test('lists it in order, with a digest, and changes nothing', async ({ stage }) => {
    furnish(stage);
    const { outcome, digest, items } = await looked(stage);
    expect(outcome).toBe('planned');
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(items.map(({ phase, id }) => `${phase} ${id.replace(stage.fleet.environment.name, 'qa')}`)).toEqual([
      'schedules refresh/qa',
      `delegation qa.acme.example`,
      'databases users-1',
      'databases backlot/master/users-1',
      'stacks qa.data',
      'stacks qa.network',
      'resources backlot-data',
      'resources sg-orphan',
      'resources subnet-1',
      'resources vpc-1',
      'resources key-1',
      'roles BacklotData',
      'roles BacklotDeploy',
      'roles BacklotRead',
    ]);
    expect(stage.world.effects).toEqual([]);
    expect([...stage.world.household.objects.keys()].filter((key) => key.startsWith('deletions/'))).toEqual([]);
    expect((await looked(stage)).digest).toBe(digest);
  });
});

describe('destroyAccount', () => {
  test('takes away everything in order, writes it down first, and gives the account back', async ({ stage }) => {
    const account = furnish(stage);
    const writtenBefore: unknown[] = [];
    stage.faults.before('removeData', { about: 'users-1' }, () => {
      writtenBefore.push(...stage.world.household.objects.values());
    });
    const result = await (await destroyedAsSeen(stage, { requestedBy: 'ann' })).result();
    expect(result).toMatchObject({ outcome: 'emptied', staying: [] });
    const done = effects(stage);
    expect(done.slice(0, wholeTeardown.length)).toEqual(wholeTeardown);
    // The roles go together.
    expect(done.slice(wholeTeardown.length, -1).toSorted()).toEqual(endOfRoles);
    expect(done.at(-1)).toBe(`return ${account.id}`);
    expect(writtenBefore).toContainEqual(
      expect.objectContaining({ items: [expect.objectContaining({ id: 'users-1', type: 'aws_db_instance' })] }),
    );
    expect(account.tags).toEqual({ 'backlot:operation': 'made-it', 'backlot:pool': 'empty' });
    const records = [...stage.world.household.objects.entries()].filter(([key]) =>
      key.includes(`/${result.operationId}/`),
    );
    expect(records.map(([, record]) => record)).toContainEqual(
      expect.objectContaining({ requestedBy: 'ann', items: [expect.objectContaining({ id: 'key-1' })] }),
    );
  });

  test('ends as a clean run does when every activity runs twice', async ({ stage }) => {
    furnish(stage);
    stage.faults.everyCallRunsTwice();
    expect(await outcomeOf(await destroyedAsSeen(stage))).toBe('COMPLETED');
    expect(stage.world.household.things).toEqual([]);
  });

  test('refuses a digest of another plan, and what came since', async ({ stage }) => {
    furnish(stage);
    const confirm = stage.fleet.environment.name;
    expect(await outcomeOf(await destroyed(stage, { digest: 'a'.repeat(64), confirm }))).toBe('PlanChanged');
    const { digest } = await looked(stage);
    stage.world.household.things.push(thing(stage, 'aws_sqs_queue', 'new'));
    expect(await outcomeOf(await destroyed(stage, { digest, confirm }))).toBe('PlanChanged');
    expect(stage.world.effects).toEqual([]);
  });

  test('stops before it deletes what came while it worked', async ({ stage }) => {
    furnish(stage);
    stage.faults.after('applyStack', { nth: 2 }, () => {
      stage.world.household.things.push(thing(stage, 'aws_sqs_queue', 'new'));
    });
    expect(await outcomeOf(await destroyedAsSeen(stage))).toBe('PlanChanged');
    expect(stage.world.household.things.map(({ id }) => id)).toContain('new');
  });

  test('takes stacks away side by side that do not need each other', async ({ stage }) => {
    furnish(stage);
    const { name } = stage.fleet.environment;
    stage.world.stacks.push({
      ...newStack(`${name}.lake`, { after: [`${name}.network`] }),
      serial: 1,
      pending: undefined,
    });
    stage.world.household.things.push(thing(stage, 'aws_glue_catalog_database', 'lake', { stack: `${name}.lake` }));
    const [dataGoes, lakeGoes] = [createGate(), createGate()];
    const meet = (here: Gate, there: Gate) => async () => {
      here.open();
      await there.opened;
    };
    stage.faults.before('applyStack', { about: `"${name}.data"` }, meet(dataGoes, lakeGoes));
    stage.faults.before('applyStack', { about: `"${name}.lake"` }, meet(lakeGoes, dataGoes));
    expect(await outcomeOf(await destroyedAsSeen(stage))).toBe('COMPLETED');
    const stacks = effects(stage).filter((effect) => effect.startsWith('destroy '));
    expect(stacks.slice(0, 2).toSorted()).toEqual(['destroy qa.data', 'destroy qa.lake']);
    expect(stacks.slice(2)).toEqual(['destroy qa.network']);
  });

  test('goes on where it was cancelled, with the same digest', async ({ stage }) => {
    furnish(stage);
    const { digest } = await looked(stage);
    const input = { digest, confirm: stage.fleet.environment.name };
    stage.faults.before('applyStack', { nth: 1 }, async () => {
      stage.faults.clear();
      await handle.cancel();
    });
    const handle = await destroyed(stage, input);
    expect(await outcomeOf(handle)).toBe('CANCELED');
    expect(stage.world.effects).not.toEqual([]);
    expect(stage.world.household.things).not.toEqual([]);
    expect(await outcomeOf(await destroyed(stage, input))).toBe('COMPLETED');
    expect(effects(stage).slice(0, wholeTeardown.length)).toEqual(wholeTeardown);
    expect(stage.world.household.things).toEqual([]);
  });

  test('goes on when it was cancelled after the roles had gone', async ({ stage }) => {
    furnish(stage);
    const { digest } = await looked(stage);
    const input = { digest, confirm: stage.fleet.environment.name };
    stage.faults.fail('returnToPool', {}, 'AccessDenied');
    expect(await outcomeOf(await destroyed(stage, input))).toBe('AccessDenied');
    stage.faults.clear();
    expect(await outcomeOf(await destroyed(stage, input))).toBe('COMPLETED');
  });

  test('leaves what is not Backlot’s, with the roles and the account', async ({ stage }) => {
    const account = furnish(stage);
    stage.world.household.things.push(thing(stage, 'aws_s3_bucket', 'somebodys', { belongs: 'foreign' }));
    const result = await (await destroyedAsSeen(stage)).result();
    expect(result).toMatchObject({ outcome: 'kept', staying: [{ id: 'somebodys' }] });
    expect(effects(stage)).toEqual(wholeTeardown);
    expect(account.tags['backlot:pool']).toBeUndefined();
  });

  test('deletes what is not Backlot’s when it is told to, and says what it may not', async ({ stage }) => {
    furnish(stage);
    const foreign = { belongs: 'foreign' } as const;
    stage.world.household.things.push(
      thing(stage, 'aws_s3_bucket', 'somebodys', foreign),
      thing(stage, 'aws_instance', 'guarded', foreign),
    );
    stage.world.household.guarded.add('guarded');
    const result = await (await destroyedAsSeen(stage, { leftovers: 'delete' })).result();
    expect(result).toMatchObject({ outcome: 'kept', staying: [{ id: 'guarded', reason: 'guarded is guarded.' }] });
    expect(effects(stage)).toContain('remove aws_s3_bucket somebodys as BacklotDeploy');
  });

  test('keeps its roles when nobody could enter the account without them', async ({ stage }) => {
    furnish(stage).bootstrap = 'gone';
    const result = await (await destroyedAsSeen(stage)).result();
    expect(result.outcome).toBe('closed-in');
    expect(effects(stage)).toEqual(wholeTeardown);
  });

  test('empties an account that never got roles', async ({ stage }) => {
    const account = furnish(stage);
    stage.world.household.things = [];
    expect(await outcomeOf(await destroyedAsSeen(stage))).toBe('COMPLETED');
    expect(effects(stage).at(-1)).toBe(`return ${account.id}`);
  });

  test('looks at nothing while somebody else holds the environment', async ({ stage }) => {
    furnish(stage);
    stage.faults.before('listAccount', { nth: 1 }, async () => {
      expect(await outcomeOf(await destroyed(stage))).toBe('LeaseHeld');
    });
    expect(await outcomeOf(await destroyed(stage))).toBe('COMPLETED');
  });
});

describe('destroyAccount refuses', () => {
  test.for([
    ['no account', { account: '' }, 'InvalidInput'],
    ['a digest that is none', { digest: 'yes', confirm: 'x' }, 'InvalidInput'],
    ['a name without a digest', { confirm: 'x' }, 'InvalidInput'],
    ['a digest without the name', { digest: 'a'.repeat(64) }, 'GuardRefused'],
    ['another name', { digest: 'a'.repeat(64), confirm: 'qa' }, 'GuardRefused'],
    ['a choice that there is not', { leftovers: 'some' as never }, 'InvalidInput'],
  ] as const)('%s', async ([, input, code], { stage }) => {
    furnish(stage);
    expect(await outcomeOf(await destroyed(stage, input))).toBe(code);
    expect(stage.faults.calls).toEqual([]);
  });

  test.for([
    ['is protected', ({ fleet }: Stage) => (fleet.spawn = { ...fleet.spawn, protectedAccounts: [fleet.data.account] })],
    ['was not made by Backlot', ({ world }: Stage) => retag(world, { 'backlot:operation': undefined })],
    ['belongs to another environment', ({ world }: Stage) => retag(world, { 'backlot:environment': 'qa2' })],
    ['belongs to nobody', ({ world }: Stage) => retag(world, { 'backlot:environment': undefined })],
    [
      'is suspended',
      ({ world }: Stage) => [...world.organization.accounts.values()].forEach((a) => (a.status = 'SUSPENDED')),
    ],
    ['is not of the organisation', ({ world }: Stage) => world.organization.accounts.clear()],
  ] as const)('an account that %s, where the fleet is read', async ([, spoil], { stage }) => {
    furnish(stage);
    spoil(stage);
    expect(await outcomeOf(await destroyed(stage))).toBe('GuardRefused');
    expect(stage.world.effects).toEqual([]);
  });

  test('an account that is protected, when whoever reads the fleet does not see it', async ({ stage }) => {
    furnish(stage);
    stage.world.household.misled = true;
    expect(await outcomeOf(await destroyed(stage))).toBe('GuardRefused');
    expect(stage.faults.calls).toEqual(['resolveDestroy']);
  });

  test('an account that became protected after the teardown began', async ({ stage }) => {
    furnish(stage);
    const handle = destroyedAsSeen(stage);
    stage.faults.after('removeData', { nth: 1 }, () => retag(stage.world, { 'backlot:operation': undefined }));
    expect(await outcomeOf(await handle)).toBe('GuardRefused');
    expect(effects(stage)).toEqual(wholeTeardown.slice(0, 4));
  });
});

function retag(world: Stage['world'], tags: Record<string, string | undefined>): void {
  for (const account of world.organization.accounts.values()) {
    const kept = Object.entries({ ...account.tags, ...tags }).filter((entry): entry is [string, string] => !!entry[1]);
    account.tags = Object.fromEntries(kept);
  }
}

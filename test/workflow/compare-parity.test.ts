import { describe, expect } from 'vitest';
import type { ParityReport } from '../../domain/messages/parity.js';
import { tagKeys } from '../../domain/tags.js';
import { keyOf } from './support/cloud/resources.js';
import { outcomeOf } from './support/outcome.js';
import { instanceName, oldGeneration, placeOldGeneration } from './support/scenery.js';
import { stagedStacks } from './support/spawning.js';
import { test, type Stage } from './support/stage.js';

async function compared(stage: Stage): Promise<ParityReport> {
  return (await stage.start('compareParity', [{ account: stage.fleet.environment.name }])).result();
}

/** What differs, but for the ages of the data. */
function lines({ id }: Stage, { differences }: ParityReport): string[] {
  return differences
    .filter(({ aspect }) => aspect !== 'age of the data')
    .map(({ subject, aspect, reason }) => `${subject}, ${aspect}: ${reason}`.replaceAll(`-${id}`, ''));
}

/** Lets the old generation say how old its data is, as its tags do. */
function serve(stage: Stage): void {
  placeOldGeneration(stage);
  const dataTime = new Date(Date.now() - 3_600_000).toISOString();
  for (const instance of stage.world.instances.values()) {
    if (instance.tags[tagKeys.kind] === 'generation') instance.dataTime = dataTime;
  }
}

describe('compareParity', () => {
  test('finds nothing but the age of the data in an environment that is like production', async ({ stage }) => {
    serve(stage);
    const report = await compared(stage);
    expect(report.differences.map(({ aspect, reason, environment }) => [aspect, reason, environment])).toEqual([
      ['age of the data', 'declared', '1h'],
      ['age of the data', 'declared', '1h'],
    ]);
    expect(report).toMatchObject({
      environment: stage.fleet.environment.name,
      compared: { databases: 2, names: 2, stacks: 0 },
    });
  });

  test('says what was left out, scaled down, changed and never made', async ({ stage }) => {
    const { fleet, world } = stage;
    serve(stage);
    fleet.leftOut = [{ name: 'messages', dnsName: 'messages.db' }];
    fleet.hasBlueprint = true;
    const { network } = stagedStacks(stage);
    const applied = world.stacks.find(({ slice }) => slice.name === network);
    Object.assign(applied ?? {}, { pending: undefined, serial: 1 });
    const [users, orders] = ['users', 'orders'].map((name) =>
      keyOf(fleet.data, instanceName(stage, name, oldGeneration)),
    );
    world.observed.set(keyOf(fleet.production, 'prod-users'), { engineVersion: '17.2', multiAz: true });
    world.parameters.set(keyOf(fleet.production, 'prod-users'), [{ name: 'work_mem', value: '4096' }]);
    world.parameters.set(users ?? '', [{ name: 'work_mem', value: '8192' }]);
    fleet.databases = fleet.databases.map((target) =>
      target.database.name === `orders-${stage.id}` ? { ...target, instanceClass: 'db.t4g.medium' } : target,
    );
    world.observed.set(orders ?? '', { instanceClass: 'db.t4g.medium' });

    expect(lines(stage, await compared(stage))).toEqual([
      'stack qa.data, state: missing',
      'database users, engine version: drifted',
      'database users, parameter work_mem: drifted',
      'database users, zones: scaled down on purpose',
      'database orders, instance class: scaled down on purpose',
      'database messages, included: declared',
    ]);
  });

  test('tells an environment without generations, and one without its zone', async ({ stage }) => {
    const missing = ['users', 'orders'].map((name) => `database ${name}, instance: missing`);
    expect(lines(stage, await compared(stage))).toEqual([
      ...missing,
      ...['users', 'orders'].map((name) => `name ${name}.db.qa.acme.example, record: missing`),
    ]);
    stage.faults.fail('readRecords', {}, 'NotFound');
    expect(lines(stage, await compared(stage))).toEqual([...missing, 'zone qa.acme.example, zone: missing']);
  });

  test('fails, rather than to say less, when something cannot be looked at', async ({ stage }) => {
    serve(stage);
    stage.faults.fail('describePair', { nth: 1 }, 'AccessDenied');
    const handle = await stage.start('compareParity', [{ account: stage.fleet.environment.name }]);
    expect(await outcomeOf(handle)).toBe('AccessDenied');
    stage.faults.clear();
    stage.faults.fail('readRecords', {}, 'AccessDenied');
    const again = await stage.start('compareParity', [{ account: stage.fleet.environment.name }]);
    expect(await outcomeOf(again)).toBe('AccessDenied');
  });

  test('changes nothing, takes no lease, and says that its input is wrong', async ({ stage }) => {
    serve(stage);
    const { workflowId } = await stage.start('compareParity', [{ account: stage.fleet.environment.name }]);
    await stage.client.workflow.getHandle(workflowId).result();
    expect(stage.world.effects).toEqual([]);
    await expect(stage.client.workflow.getHandle(`lease/${stage.fleet.environment.name}`).describe()).rejects.toThrow();
    expect(await outcomeOf(await stage.start('compareParity', [{} as never]))).toBe('InvalidInput');
  });
});

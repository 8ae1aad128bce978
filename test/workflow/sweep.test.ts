import { describe, expect } from 'vitest';
import { tagKeys } from '../../domain/tags.js';
import { outcomeOf } from './support/outcome.js';
import { holdEnvironment } from './support/progress.js';
import { instances, oldGeneration, placeImages, placeOldGeneration } from './support/scenery.js';
import { test, type Stage } from './support/stage.js';

/** Terminates a sanitisation in the middle, with the step it is in, so that nobody clears up after it. */
async function pullThePlug(stage: Stage): Promise<void> {
  stage.faults.before('scrubInstance', { nth: 1 }, async () => {
    await handle.terminate();
    throw new Error('The worker died.');
  });
  const handle = await stage.start('sanitizeDatabase', [{ database: `users-${stage.id}` }]);
  expect(await outcomeOf(handle)).toBe('TERMINATED');
}

function retireAt({ world }: Stage, when: number): void {
  for (const instance of world.instances.values()) {
    if (instance.tags[tagKeys.generation] === undefined) continue;
    instance.tags = { ...instance.tags, [tagKeys.retireAfter]: new Date(when).toISOString() };
    instance.logins = 'fenced';
  }
  world.records.clear();
}

describe('sweep', () => {
  test('lists what nobody owns any more, and deletes nothing', async ({ stage }) => {
    await pullThePlug(stage);
    const before = stage.world.view();
    const { leftovers } = await (await stage.start('sweep', [{}])).result();
    expect(leftovers.map(({ type, outcome }) => `${type} ${outcome}`).toSorted()).toEqual([
      'instance listed',
      'snapshot listed',
    ]);
    expect(stage.world.view()).toEqual(before);
  });

  test('deletes it when told to, with what belongs to it', async ({ stage }) => {
    await pullThePlug(stage);
    const { leftovers } = await (await stage.start('sweep', [{ apply: true }])).result();
    expect(new Set(leftovers.map(({ outcome }) => outcome))).toEqual(new Set(['deleted']));
    expect(stage.world.ours()).toEqual([]);
  });

  test('goes on after a thing that cannot be deleted, and says so', async ({ stage }) => {
    await pullThePlug(stage);
    stage.faults.fail('deleteInstance', {}, 'AccessDenied');
    const { leftovers } = await (await stage.start('sweep', [{ apply: true }])).result();
    expect(leftovers.map(({ type, outcome }) => `${type} ${outcome}`).toSorted()).toEqual([
      'instance failed',
      'snapshot deleted',
    ]);
  });

  test('leaves alone what an open operation owns', async ({ stage }) => {
    const results: unknown[] = [];
    stage.faults.before('scrubInstance', { nth: 1 }, async () => {
      results.push(await (await stage.start('sweep', [{ apply: true }])).result());
    });
    const handle = await stage.start('sanitizeDatabase', [{ database: `users-${stage.id}` }]);
    expect(await outcomeOf(handle)).toBe('COMPLETED');
    expect(results).toEqual([{ leftovers: [] }]);
  });

  test('leaves a busy environment for the next time', async ({ stage }) => {
    placeOldGeneration(stage);
    retireAt(stage, Date.now() - 1_000);
    const holder = await holdEnvironment(stage);
    const { leftovers } = await (await stage.start('sweep', [{ apply: true }])).result();
    expect(leftovers.map(({ outcome }) => outcome)).toEqual(['busy', 'busy']);
    expect(instances(stage)).toHaveLength(2);
    await holder.executeUpdate('approveCutover');
    await holder.result();
  });

  test('looks at one environment only when told to', async ({ stage }) => {
    await pullThePlug(stage);
    placeOldGeneration(stage);
    retireAt(stage, Date.now() - 1_000);
    const { leftovers } = await (await stage.start('sweep', [{ account: stage.fleet.environment.name }])).result();
    expect(leftovers.map(({ type, account }) => `${type} ${account}`)).toEqual([
      'instance 555555555555',
      'instance 555555555555',
    ]);
  });

  test('closes as InvalidInput when the account is no text', async ({ stage }) => {
    expect(await outcomeOf(await stage.start('sweep', [{ account: 1 } as never]))).toBe('InvalidInput');
  });
});

describe('reap', () => {
  test('retires generations whose time is over, and no others', async ({ stage }) => {
    placeOldGeneration(stage, '20260101-past');
    retireAt(stage, Date.now() - 1_000);
    placeOldGeneration(stage, '20260102-kept');
    const kept = [...stage.world.instances.values()].filter(({ tags }) => tags[tagKeys.generation]?.endsWith('kept'));
    for (const instance of kept) {
      instance.tags = { ...instance.tags, [tagKeys.retireAfter]: new Date(Date.now() + 3_600_000).toISOString() };
    }
    placeOldGeneration(stage, oldGeneration);
    placeImages(stage);
    const { leftovers } = await (await stage.start('reap', [])).result();
    expect(leftovers.map(({ outcome }) => outcome)).toEqual(['deleted', 'deleted']);
    expect(instances(stage).map((line) => line.split(' ')[1])).toEqual([
      oldGeneration,
      '20260102-kept',
      oldGeneration,
      '20260102-kept',
    ]);
  });

  test('leaves what only lost its operation to the sweep', async ({ stage }) => {
    await pullThePlug(stage);
    const before = stage.world.view();
    expect(await (await stage.start('reap', [])).result()).toEqual({ leftovers: [] });
    expect(stage.world.view()).toEqual(before);
  });

  test('destroys raw data past its age, whatever its operation does', async ({ stage }) => {
    await pullThePlug(stage);
    const longAgo = new Date(Date.now() - 1_000).toISOString();
    for (const things of [stage.world.instances, stage.world.snapshots]) {
      for (const [key, thing] of things as Map<string, { tags: Record<string, string> }>) {
        if (thing.tags[tagKeys.destroyBy] === undefined) continue;
        const tags = { ...thing.tags, [tagKeys.destroyBy]: longAgo };
        (things as Map<string, { tags: Record<string, string> }>).set(key, { ...thing, tags });
      }
    }
    await (await stage.start('reap', [])).result();
    expect(stage.world.ours()).toEqual([]);
  });
});

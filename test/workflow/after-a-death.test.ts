import { describe, expect } from 'vitest';
import { outcomeOf } from './support/outcome.js';
import { reach } from './support/progress.js';
import { generationOf, instances, oldGeneration, placeImages, placeOldGeneration, serving } from './support/scenery.js';
import { test, type Stage } from './support/stage.js';

const dead = 'op-dead';
const next = 'op-next';

/** Terminates a refresh and all that it started, so that nobody clears up: once an instance is half made. */
async function dieHalfWay(stage: Stage): Promise<void> {
  const account = stage.fleet.environment.name;
  stage.faults.before('checkHealth', { nth: 1, about: `users-${stage.id}` }, async () => {
    const children = ['users', 'orders'].map((name) => `prepare/${account}/${name}-${stage.id}/${generationOf(dead)}`);
    for (const id of [handle.workflowId, ...children]) {
      // One of them may have ended by itself.
      await stage.client.workflow
        .getHandle(id)
        .terminate()
        .catch(() => undefined);
    }
    throw new Error('The worker died.');
  });
  const handle = await stage.start('refreshEnvironment', [{ account, operationId: dead }]);
  expect(await outcomeOf(handle)).toBe('TERMINATED');
  expect(instances(stage).join()).toContain(generationOf(dead));
}

const leftOf = ({ world }: Stage, operationId: string) =>
  world.ours().filter((line) => line.includes(operationId) || line.includes(generationOf(operationId)));

describe('after an operation that was terminated', () => {
  test('the next refresh clears away what it left, before anything else', async ({ stage }) => {
    placeImages(stage);
    placeOldGeneration(stage);
    await dieHalfWay(stage);
    const account = stage.fleet.environment.name;
    const handle = await stage.start('refreshEnvironment', [{ account, operationId: next }]);
    expect(await outcomeOf(handle)).toBe('COMPLETED');
    expect(leftOf(stage, dead)).toEqual([]);
    expect(serving(stage)).toEqual([`users=${generationOf(next)}`, `orders=${generationOf(next)}`]);
    expect(instances(stage).filter((line) => line.includes(oldGeneration))).toHaveLength(2);
    const { effects } = stage.world;
    const cleared = effects.findIndex(
      (effect) => effect.startsWith('delete users') && effect.includes(generationOf(dead)),
    );
    const begun = effects.findIndex((effect) => effect.startsWith('copy') && effect.includes(generationOf(next)));
    expect(cleared).toBeGreaterThan(-1);
    expect(cleared).toBeLessThan(begun);
  });

  test('what its clients have left is kept, and serves again when it is rolled back', async ({ stage }) => {
    placeImages(stage);
    placeOldGeneration(stage);
    const { environment } = stage.fleet;
    const account = environment.name;
    stage.fleet.environment = { ...environment, cutover: { ...environment.cutover, drainAfterMs: 3_600_000 } };
    const handle = await stage.start('refreshEnvironment', [{ account, operationId: dead }]);
    await reach(handle, 'draining');
    await handle.terminate();
    expect(await outcomeOf(handle)).toBe('TERMINATED');
    stage.fleet.environment = environment;
    await (await stage.start('sweep', [{ account, apply: true }])).result();
    expect(instances(stage)).toContain(`users ${oldGeneration} application to be retired`);
    expect(instances(stage)).toContain(`orders ${oldGeneration} application to be retired`);
    expect(await outcomeOf(await stage.start('rollbackEnvironment', [{ account }]))).toBe('COMPLETED');
    expect(serving(stage)).toEqual([`users=${oldGeneration}`, `orders=${oldGeneration}`]);
  });

  test('one of the same operation id goes on with what is there', async ({ stage }) => {
    placeImages(stage);
    placeOldGeneration(stage);
    await dieHalfWay(stage);
    const account = stage.fleet.environment.name;
    const handle = await stage.start('refreshEnvironment', [{ account, operationId: dead }]);
    expect(await outcomeOf(handle)).toBe('COMPLETED');
    const restored = stage.world.effects.filter((effect) => effect.startsWith(`restore users-${stage.id}`));
    expect(restored).toHaveLength(1);
    expect(serving(stage)).toEqual([`users=${generationOf(dead)}`, `orders=${generationOf(dead)}`]);
  });

  test('a leftover that cannot be deleted does not stop the next refresh', async ({ stage }) => {
    placeImages(stage);
    placeOldGeneration(stage);
    await dieHalfWay(stage);
    stage.faults.fail('deleteInstance', { about: generationOf(dead) }, 'AccessDenied');
    const account = stage.fleet.environment.name;
    const handle = await stage.start('refreshEnvironment', [{ account, operationId: next }]);
    expect(await outcomeOf(handle)).toBe('COMPLETED');
    expect(leftOf(stage, dead).join()).toContain(`instance`);
  });

  test('the next sanitisation of a database clears what was raw of it, and nothing of others', async ({ stage }) => {
    for (const name of ['users', 'orders']) {
      stage.faults.before('scrubInstance', { nth: 1, about: `${name}-${stage.id}` }, async () => {
        await handle.terminate();
        throw new Error('The worker died.');
      });
      const input = { database: `${name}-${stage.id}`, operationId: dead };
      const handle = await stage.start('sanitizeDatabase', [input]);
      expect(await outcomeOf(handle)).toBe('TERMINATED');
    }
    const input = { database: `users-${stage.id}`, operationId: next };
    expect(await outcomeOf(await stage.start('sanitizeDatabase', [input]))).toBe('COMPLETED');
    const left = leftOf(stage, dead);
    expect(left.filter((line) => line.includes('users'))).toEqual([]);
    expect(left.filter((line) => line.includes('orders'))).not.toEqual([]);
  });
});

import { describe, expect } from 'vitest';
import type { HookSlice } from '../../domain/messages/slices.js';
import { outcomeOf } from './support/outcome.js';
import { generationOf, oldGeneration, placeImages, placeOldGeneration, serving } from './support/scenery.js';
import { test, type Stage } from './support/stage.js';

// The queue of hooks has one name for everybody, so these are the only tests that serve it.
const operationId = 'op-new1';
const hook: HookSlice = { name: 'migrate', run: ['./migrate.sh'], timeoutMs: 60_000 };

function useHooks({ fleet }: Stage, hooks: readonly HookSlice[]): void {
  fleet.environment = { ...fleet.environment, hooks };
}

describe('the hooks of a refresh', () => {
  test('run for their databases, in order, before the cutover', async ({ stage }) => {
    await stage.serveHooks();
    placeImages(stage);
    useHooks(stage, [hook, { ...hook, name: 'index', databases: [`users-${stage.id}`] }]);
    await (await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name, operationId }])).result();
    const run = stage.world.effects.filter((effect) => /^(hook|records)/.test(effect));
    const instance = (name: string): string => `${name}-${stage.id}-${generationOf(operationId)}`;
    expect(run.at(-1)).toMatch(/^records/);
    expect(run.slice(0, -1).toSorted()).toEqual([
      `hook index on ${instance('users')} for ${operationId}`,
      `hook migrate on ${instance('orders')} for ${operationId}`,
      `hook migrate on ${instance('users')} for ${operationId}`,
    ]);
    expect(run.findIndex((effect) => effect.includes(`migrate on ${instance('users')}`))).toBeLessThan(
      run.findIndex((effect) => effect.includes('index')),
    );
  });

  test('keep the old generation serving when one fails', async ({ stage }) => {
    await stage.serveHooks();
    placeImages(stage);
    placeOldGeneration(stage);
    const before = stage.world.view();
    useHooks(stage, [hook]);
    stage.faults.fail('runHook', { about: `orders-${stage.id}` }, 'HookFailed');
    const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name, operationId }]);
    expect(await outcomeOf(handle)).toBe('RefreshFailed');
    expect(serving(stage)).toEqual([`users=${oldGeneration}`, `orders=${oldGeneration}`]);
    expect(stage.world.view()).toEqual(before);
  });
});

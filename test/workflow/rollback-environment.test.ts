import { describe, expect } from 'vitest';
import { outcomeOf } from './support/outcome.js';
import { generationOf, instances, oldGeneration, placeImages, placeOldGeneration, serving } from './support/scenery.js';
import { test, type Stage } from './support/stage.js';

const operationId = 'op-new1';
const generation = generationOf(operationId);

async function refreshed(stage: Stage): Promise<string> {
  placeImages(stage);
  placeOldGeneration(stage);
  const account = stage.fleet.environment.name;
  await (await stage.start('refreshEnvironment', [{ account, operationId }])).result();
  stage.world.effects.length = 0;
  return account;
}

describe('rollbackEnvironment', () => {
  test('lets the previous generation serve and says what is lost', async ({ stage }) => {
    const account = await refreshed(stage);
    const result = await (await stage.start('rollbackEnvironment', [{ account }])).result();
    expect(result).toMatchObject({ generation: oldGeneration });
    expect(result.lost).toContain(generation);
    expect(serving(stage)).toEqual([`users=${oldGeneration}`, `orders=${oldGeneration}`]);
    expect(instances(stage)).toEqual([
      `orders ${oldGeneration} application`,
      `orders ${generation} fenced to be retired`,
      `users ${oldGeneration} application`,
      `users ${generation} fenced to be retired`,
    ]);
    const order = stage.world.effects.map((effect) => effect.split(' ')[0]);
    expect(order).toEqual(['unfence', 'unfence', 'records', 'fence', 'fence']);
  });

  test('can itself be rolled back', async ({ stage }) => {
    const account = await refreshed(stage);
    await (await stage.start('rollbackEnvironment', [{ account }])).result();
    await (await stage.start('rollbackEnvironment', [{ account }])).result();
    expect(serving(stage)).toEqual([`users=${generation}`, `orders=${generation}`]);
  });

  test('ends as a clean run does when every activity runs twice', async ({ stage }) => {
    const account = await refreshed(stage);
    stage.faults.everyCallRunsTwice();
    await (await stage.start('rollbackEnvironment', [{ account }])).result();
    expect(serving(stage)).toEqual([`users=${oldGeneration}`, `orders=${oldGeneration}`]);
    expect(stage.world.effects).toHaveLength(5);
  });

  test('says so when there is nothing to go back to', async ({ stage }) => {
    placeOldGeneration(stage);
    const account = stage.fleet.environment.name;
    expect(await outcomeOf(await stage.start('rollbackEnvironment', [{ account }]))).toBe('NothingToRollBack');
    expect(stage.world.effects).toEqual([]);
  });

  test('moves no name when the previous generation cannot be unfenced', async ({ stage }) => {
    const account = await refreshed(stage);
    stage.faults.fail('unfenceGeneration', { about: `users-${stage.id}` }, 'SqlFailed');
    expect(await outcomeOf(await stage.start('rollbackEnvironment', [{ account }]))).toBe('SqlFailed');
    expect(serving(stage)).toEqual([`users=${generation}`, `orders=${generation}`]);
  });

  test('goes on to the end when it is cancelled while the names move', async ({ stage }) => {
    const account = await refreshed(stage);
    stage.faults.before('changeRecords', { nth: 1, about: oldGeneration }, () => handle.cancel());
    const handle = await stage.start('rollbackEnvironment', [{ account }]);
    await outcomeOf(handle);
    expect(serving(stage)).toEqual([`users=${oldGeneration}`, `orders=${oldGeneration}`]);
    expect(instances(stage)).toContain(`users ${generation} fenced to be retired`);
  });

  test.for([
    ['no account', {}],
    ['a wait that is no duration', { account: 'qa1', onBusy: 'wait:soon' }],
    ['a requester that is no text', { account: 'qa1', requestedBy: 1 }],
  ] as const)('closes as InvalidInput when given %s', async ([, input], { stage }) => {
    expect(await outcomeOf(await stage.start('rollbackEnvironment', [input as never]))).toBe('InvalidInput');
  });
});

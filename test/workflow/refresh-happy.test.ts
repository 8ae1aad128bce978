import { describe, expect } from 'vitest';
import { leaseId } from '../../domain/messages/lease.js';
import { generationOf, instances, oldGeneration, placeImages, placeOldGeneration, serving } from './support/scenery.js';
import { test } from './support/stage.js';

const operationId = 'op-new1';
const generation = generationOf(operationId);

describe('refreshEnvironment', () => {
  test('makes the images, the first generation and its names', async ({ stage }) => {
    const { id, fleet, world } = stage;
    const account = fleet.environment.name;
    const result = await (await stage.start('refreshEnvironment', [{ account, operationId }])).result();

    expect(result).toMatchObject({ operationId, generation, skewMs: 0 });
    expect(result.databases.map(({ database, step }) => `${database} ${step}`)).toEqual([
      `users-${id} serving`,
      `orders-${id} serving`,
    ]);
    const place = `555555555555/region-${id}`;
    const belongings = ['orders', 'users'].map((name) => `${name}-${id}-${generation}`);
    expect(world.ours()).toEqual([
      ...belongings.map((instance) => `instance ${place}/${instance} generation sanitised application`),
      ...belongings.map((instance) => `parameter group ${place}/${instance}`),
      ...['orders', 'users'].map(
        (name) => `record ${name}.db.qa-${id}.acme.example ${name}-${id}-${generation}.region-${id}.rds.example`,
      ),
      ...belongings.map((instance) => `secret ${place}/backlot/master/${instance}`),
      ...['orders', 'users'].map(
        (name) =>
          `snapshot 333333333333/region-${id}/backlot-${name}-${id}-${operationId}-image image sanitised shared with []`,
      ),
    ]);
  });

  test('moves all names in one batch, then fences the old generation and keeps it for a while', async ({ stage }) => {
    placeImages(stage);
    placeOldGeneration(stage);
    const account = stage.fleet.environment.name;
    await (await stage.start('refreshEnvironment', [{ account, operationId }])).result();

    expect(serving(stage)).toEqual([`users=${generation}`, `orders=${generation}`]);
    expect(instances(stage)).toEqual([
      `orders ${oldGeneration} fenced to be retired`,
      `orders ${generation} application`,
      `users ${oldGeneration} fenced to be retired`,
      `users ${generation} application`,
    ]);
    const order = stage.world.effects.map((effect) => effect.split(' ')[0]);
    expect(order.filter((effect) => effect === 'records')).toHaveLength(1);
    expect(order.slice(-3)).toEqual(['records', 'fence', 'fence']);
  });

  test('uses images that are fresh enough, and shares each only while it is copied', async ({ stage }) => {
    placeImages(stage);
    const account = stage.fleet.environment.name;
    await (await stage.start('refreshEnvironment', [{ account }])).result();
    expect(stage.faults.calls).not.toContain('scrubInstance');
    const images = stage.world.ours().filter((line) => line.includes('-image '));
    expect(images.map((line) => line.slice(line.indexOf('shared')))).toEqual(['shared with []', 'shared with []']);
  });

  test('makes an image anew when the one that is there is older than asked for', async ({ stage }) => {
    const minute = 60_000;
    placeImages(stage, { users: 10 * minute, orders: 90 * minute });
    const account = stage.fleet.environment.name;
    await (await stage.start('refreshEnvironment', [{ account, maxAge: '30m' }])).result();
    const scrubbed = stage.world.effects.filter((effect) => effect.startsWith('scrub '));
    expect(scrubbed).toEqual([expect.stringContaining(`orders-${stage.id}`)]);
  });

  test('refreshes only the databases that were asked for', async ({ stage }) => {
    placeImages(stage);
    placeOldGeneration(stage);
    const input = { account: stage.fleet.environment.name, databases: [`users-${stage.id}`], operationId };
    await (await stage.start('refreshEnvironment', [input])).result();
    expect(serving(stage)).toEqual([`users=${generation}`, `orders=${oldGeneration}`]);
  });

  test('ends as a clean run does when every activity runs twice', async ({ stage }) => {
    placeOldGeneration(stage);
    stage.faults.everyCallRunsTwice();
    const account = stage.fleet.environment.name;
    await (await stage.start('refreshEnvironment', [{ account, operationId }])).result();

    expect(serving(stage)).toEqual([`users=${generation}`, `orders=${generation}`]);
    expect(instances(stage)).toEqual([
      `orders ${oldGeneration} fenced to be retired`,
      `orders ${generation} application`,
      `users ${oldGeneration} fenced to be retired`,
      `users ${generation} application`,
    ]);
    const snapshots = stage.world.ours().filter((line) => line.startsWith('snapshot '));
    expect(snapshots).toEqual([
      expect.stringContaining('-image image sanitised'),
      expect.stringContaining('-image image sanitised'),
    ]);
    const { effects } = stage.world;
    expect(effects.filter((effect, index) => effects.indexOf(effect) !== index)).toEqual([]);
  });

  test('frees the environment when it is done', async ({ stage }) => {
    placeImages(stage);
    const account = stage.fleet.environment.name;
    await (await stage.start('refreshEnvironment', [{ account }])).result();
    const lease = await stage.client.workflow.getHandle(leaseId(account)).describe();
    expect(lease.status.name).toBe('COMPLETED');
  });

  test('estimates without touching anything', async ({ stage }) => {
    placeImages(stage, { users: 3_600_000 });
    const account = stage.fleet.environment.name;
    const estimate = await (await stage.start('estimateRefresh', [{ account }])).result();
    expect(estimate.databases.map(({ database, copiedGiB }) => `${database} ${copiedGiB}`)).toEqual([
      `users-${stage.id} 20`,
      `orders-${stage.id} 100`,
    ]);
    expect(stage.world.effects).toEqual([]);
  });
});

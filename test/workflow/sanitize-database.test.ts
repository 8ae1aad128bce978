import { describe, expect } from 'vitest';
import { leaseId } from '../../domain/messages/lease.js';
import type { DatabaseSlice } from '../../domain/messages/slices.js';
import { outcomeOf } from './support/outcome.js';
import {
  callAfterTheImage,
  callsBesideTheImage,
  callsOfTheImage,
  callsToTheSignature,
} from './support/sanitize-calls.js';
import { test, type Stage } from './support/stage.js';

const operationId = 'op-1';

function useSource(stage: Stage, snapshot: DatabaseSlice['source']['snapshot']): void {
  stage.fleet.databases = stage.fleet.databases.map((target) => ({
    ...target,
    database: { ...target.database, source: { ...target.database.source, snapshot } },
  }));
}

describe('sanitizeDatabase', () => {
  test('makes an image in the order that keeps production and the raw copy safe', async ({ stage }) => {
    const { id, world, faults } = stage;
    const database = `users-${id}`;
    const name = (part: string): string => `backlot-${database}-${operationId}-${part}`;
    const { image } = await (await stage.start('sanitizeDatabase', [{ database, operationId }])).result();

    const beside = faults.calls.slice(callsToTheSignature.length, -1);
    expect(faults.calls).toEqual([...callsToTheSignature, ...beside, callAfterTheImage]);
    expect(beside.toSorted()).toEqual([...callsOfTheImage, ...callsBesideTheImage].toSorted());
    expect(world.effects.slice(0, 11)).toEqual([
      `copy rds:prod-users to ${name('copy')}`,
      `share ${name('copy')}`,
      `copy ${name('copy')} to ${name('raw')}`,
      `unshare ${name('copy')}`,
      `delete ${name('copy')}`,
      `restore ${name('quarantine')} from ${name('raw')}`,
      `scrub ${name('quarantine')}`,
      `verify ${name('quarantine')}`,
      `take ${name('scrubbed')} of ${name('quarantine')}`,
      `restore ${name('restored-quarantine')} from ${name('scrubbed')}`,
      `compare ${name('restored-quarantine')}`,
    ]);
    expect(world.effects.slice(11, -1).toSorted()).toEqual([
      `copy ${name('scrubbed')} to ${name('image')}`,
      `delete ${name('quarantine')}`,
      `delete ${name('raw')}`,
      `delete ${name('restored-quarantine')}`,
    ]);
    expect(world.effects.at(-1)).toBe(`delete ${name('scrubbed')}`);
    expect(world.ours()).toEqual([
      `snapshot 333333333333/region-${id}/${name('image')} image sanitised shared with []`,
    ]);
    expect(image).toMatchObject({ database, snapshotId: name('image'), rulesDigest: 'rules-1', sizeGiB: 20 });
  });

  test('gives the image the time of the data, not of the copies', async ({ stage }) => {
    const { production } = stage.fleet;
    const handle = await stage.start('sanitizeDatabase', [{ database: `users-${stage.id}` }]);
    const { image } = await handle.result();
    const source = stage.world.snapshots.get(`${production.account}/${production.region}/rds:prod-users`);
    expect(image.dataTime).toBe(source?.dataTime);
  });

  test('takes a fresh snapshot when the database file asks for one, and deletes it', async ({ stage }) => {
    useSource(stage, 'fresh');
    const database = `users-${stage.id}`;
    await (await stage.start('sanitizeDatabase', [{ database, operationId }])).result();
    expect(stage.world.effects[0]).toBe(`take backlot-${database}-${operationId}-source of prod-users`);
    expect(stage.world.effects).toContain(`delete backlot-${database}-${operationId}-source`);
    expect(stage.world.ours()).toEqual([expect.stringContaining('-image image sanitised')]);
  });

  test('restores a point in time to an instance of its own, and deletes it', async ({ stage }) => {
    useSource(stage, 'point-in-time');
    const database = `users-${stage.id}`;
    await (await stage.start('sanitizeDatabase', [{ database, operationId }])).result();
    expect(stage.world.effects.slice(0, 2)).toEqual([
      `restore backlot-${database}-${operationId}-pit from prod-users`,
      `take backlot-${database}-${operationId}-source of backlot-${database}-${operationId}-pit`,
    ]);
    expect(stage.world.effects).toContain(`delete backlot-${database}-${operationId}-pit`);
    expect(stage.world.ours()).toEqual([expect.stringContaining('-image image sanitised')]);
  });

  test('adopts the image of the same operation id instead of making another', async ({ stage }) => {
    const input = { database: `users-${stage.id}`, operationId };
    const first = await (await stage.start('sanitizeDatabase', [input])).result();
    const effects = [...stage.world.effects];
    const second = await (await stage.start('sanitizeDatabase', [input])).result();
    expect(second).toEqual(first);
    expect(stage.world.effects).toEqual(effects);
  });

  test('goes on with what an earlier run of the same operation id left behind', async ({ stage }) => {
    const input = { database: `users-${stage.id}`, operationId };
    stage.faults.before('scrubInstance', { nth: 1 }, () => first.terminate('somebody pulled the plug'));
    const first = await stage.start('sanitizeDatabase', [input]);
    expect(await outcomeOf(first)).toBe('TERMINATED');
    expect(stage.world.ours()).toContainEqual(expect.stringContaining('-quarantine quarantine'));

    await (await stage.start('sanitizeDatabase', [input])).result();
    expect(stage.world.ours()).toEqual([expect.stringContaining('-image image sanitised')]);
  });

  test('says in its steps what could not be cleared away, and still gives the image', async ({ stage }) => {
    stage.faults.fail('deleteInstance', {}, 'AccessDenied');
    const handle = await stage.start('sanitizeDatabase', [{ database: `users-${stage.id}`, operationId }]);
    const { image } = await handle.result();
    expect(image.snapshotId).toMatch(/-image$/);
    const { notes } = await handle.query<{ notes: string[] }>('steps');
    expect(notes).toEqual([expect.stringContaining(`quarantined instance backlot-users-${stage.id}-op-1-quarantine`)]);
  });

  test('refuses a second sanitisation of the database, and names the first', async ({ stage }) => {
    const database = `users-${stage.id}`;
    const first = await stage.start('sanitizeDatabase', [{ database }]);
    let second: Promise<string> | undefined;
    stage.faults.before('scrubInstance', {}, async () => {
      second ??= outcomeOf(await stage.start('sanitizeDatabase', [{ database }]));
      await second;
    });
    expect(await outcomeOf(first)).toBe('COMPLETED');
    expect(await second).toBe('LeaseHeld');
    expect(stage.world.ours()).toHaveLength(1);
    const lease = await stage.client.workflow.getHandle(leaseId(`sanitize/${database}`)).describe();
    expect(lease.status.name).toBe('COMPLETED');
  });

  test.for([
    ['no input', undefined],
    ['no database', {}],
    ['a database that is no text', { database: 7 }],
    ['an operation id that is no name', { database: 'users', operationId: 'Not A Name' }],
    ['an operation id that is too long', { database: 'users', operationId: 'a'.repeat(21) }],
    ['an operation id that is no text', { database: 'users', operationId: 4 }],
    ['an epoch that is no name', { database: 'users', epoch: 'a b' }],
    ['an epoch that is no text', { database: 'users', epoch: { day: 1 } }],
    ['a requester that is no text', { database: 'users', requestedBy: 5 }],
    ['a database that the fleet does not have', { database: 'nobody' }],
  ] as const)('closes as InvalidInput when given %s', async ([, input], { stage }) => {
    expect(await outcomeOf(await stage.start('sanitizeDatabase', [input as never]))).toBe('InvalidInput');
    expect(stage.world.ours()).toEqual([]);
  });
});

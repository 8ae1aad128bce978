/*
 * Law 3: scrubbing fails closed. To break it: look at one logical database of several, at the first rows of a JSON
 * column, at tables of known schemas; or give what no rule names a default.
 *
 * The attack: a team of production adds something overnight to an instance that passed before, and does not tell
 * anybody. That the same run passes once the printed YAML is pasted shows that nothing else stopped it.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pipelineName } from '../../domain/names.js';
import { addColumn, addJsonKey, addLogicalDatabase, addTable } from '../../sandbox/seed/changes.js';
import { sharedSandbox } from '../integration/support/sandbox.js';
import { signIn } from './support/administrator.js';
import { failureOf } from './support/failure-of.js';
import type { Document } from './support/fleet-directory.js';
import { takeInventory } from './support/inventory.js';
import { paste, yamlOf } from './support/paste-rules.js';
import { copyProduction, inSession, type ProductionCopy } from './support/production-copy.js';
import { newOperationId, setStage, type Stage } from './support/stage.js';

const sandbox = sharedSandbox();
const setUpTimeoutMs = 300_000;

/** What is added, to a copy of which instance, and by which words the error and its YAML must name it. */
const changes = {
  column: {
    like: 'orders',
    change: ({ connect }: ProductionCopy) =>
      inSession(connect('app_owner', 'orders'), async (client) => {
        await addColumn(client, 'sales.customers', 'loyalty_contact');
        // The default has filled the rows. It is a person's address itself, which no rule for the rows would remove.
        await client.query('ALTER TABLE sales.customers ALTER COLUMN loyalty_contact DROP DEFAULT');
      }),
    named: ['orders sales.customers loyalty_contact', 'loyalty_contact:'],
  },
  table: {
    like: 'users',
    change: ({ connect }: ProductionCopy) =>
      inSession(connect('app_owner', 'users'), (client) => addTable(client, 'app.gift_recipients')),
    named: ['users app.gift_recipients', 'app.gift_recipients:'],
  },
  'json-key': {
    like: 'users',
    change: ({ connect }: ProductionCopy) =>
      inSession(connect('app_owner', 'users'), (client) =>
        addJsonKey(client, 'app.users', 'profile', ['employer', 'assistant']),
      ),
    named: ['users app.users profile employer.assistant', 'employer.assistant:'],
  },
  'logical-database': {
    like: 'messages',
    change: ({ connect }: ProductionCopy) =>
      addLogicalDatabase((database) => connect('acme_admin', database), 'messages', 'guestbook'),
    named: ['guestbook', 'guestbook:'],
  },
} as const;
const names = Object.keys(changes) as (keyof typeof changes)[];

const suffix = randomBytes(2).toString('hex');
const instanceOf = (change: string) => `prod-${change}-${suffix}`;
const databaseOf = (change: string) => `new-${change}`;

let stage: Stage;
let copies: ProductionCopy[];

beforeAll(async () => {
  copies = await Promise.all(
    names.map(async (name) => {
      const copy = await copyProduction(sandbox, `prod-${changes[name].like}`, instanceOf(name));
      await changes[name].change(copy);
      return copy;
    }),
  );
  stage = await setStage('closed', {
    environments: {},
    prepare: async (fleet) => {
      for (const name of names) await fleet.addDatabase(changes[name].like, databaseOf(name), (d) => fresh(d, name));
    },
  });
}, setUpTimeoutMs);
afterAll(async () => {
  await stage.close();
  await Promise.all(copies.map((copy) => copy.remove()));
});

/** Today's state of the changed instance, with yesterday's rules. */
function fresh(database: Document, change: string): void {
  const source = database['source'] as Document;
  database['source'] = { ...source, instance: instanceOf(change), snapshot: 'fresh', allowSingleAz: true };
}

/** What an operation has left in production and in the clean room. */
async function leftBy(operationId: string): Promise<string[]> {
  const places = await Promise.all([signIn(sandbox, 'production'), signIn(sandbox, 'cleanroom')]);
  const items = (await Promise.all(places.map((administrator) => takeInventory(administrator)))).flat();
  return items.map(({ id }) => id).filter((id) => id.includes(operationId));
}

describe.concurrent('a run is stopped before anything is shared by a new', () => {
  test.for(names)('%s', async (name, { expect }) => {
    const operationId = newOperationId();
    const run = await stage.start('sanitizeDatabase', { database: databaseOf(name), operationId });
    const failure = await failureOf(run);
    expect(failure).toContain('RuleMissing');
    const [words, key] = changes[name].named;
    expect(failure).toContain(words);
    expect(yamlOf(failure)).toContain(key);

    const image = pipelineName(databaseOf(name), operationId, 'image');
    const about = (await sandbox.client.calls({ service: 'rds' })).filter(({ resource }) => resource.includes(image));
    expect(about.filter(({ mutating }) => mutating)).toEqual([]);
    expect(await leftBy(operationId)).toEqual([]);
  });
});

test('the run passes once the YAML that the error prints is pasted', async () => {
  const database = databaseOf('column');
  const yaml = yamlOf(await failureOf(await stage.start('sanitizeDatabase', { database })));
  await stage.fleet.edit(`databases/${database}.yaml`, (document) => paste(document, yaml));
  const operationId = newOperationId();
  const { image } = await (await stage.start('sanitizeDatabase', { database, operationId })).result();
  expect(image.snapshotId).toBe(pipelineName(database, operationId, 'image'));
  // The image, and nothing else.
  expect(await leftBy(operationId)).toEqual([image.snapshotId]);
});

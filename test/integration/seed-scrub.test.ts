import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { scrubRulesSchema, type ScrubRules } from '../../domain/fleet/rules.js';
import { removeDirectory } from '../../sandbox/postgres/data-directory.js';
import { addColumn, addJsonKey, addLogicalDatabase, addTable } from '../../sandbox/seed/changes.js';
import { deliverOutbox, type Delivery } from '../../sandbox/seed/outbox-worker.js';
import { startOutsideWorld } from '../../sandbox/seed/outside-world.js';
import { sampleOriginals, type Original } from '../../sandbox/seed/samples.js';
import { scrub } from '../../scrub/engine.js';
import { startProductionServer, type ProductionServer } from './support/production-server.js';

let cache: string;
let server: ProductionServer | undefined;
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'backlot-seed-'));
});
afterAll(() => removeDirectory(cache));
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(name: string): Promise<ProductionServer> {
  server = await startProductionServer(`prod-${name}`, 2, cache);
  return server;
}

async function rulesOf(name: string): Promise<ScrubRules> {
  const file: unknown = parse(await readFile(`examples/acme/databases/${name}.yaml`, 'utf8'));
  return scrubRulesSchema.parse((file as { scrub: unknown }).scrub);
}

async function run(on: ProductionServer, name: string): Promise<void> {
  await scrub(
    { connect: (database) => on.connect('acme_admin', database) },
    {
      rules: await rulesOf(name),
      applicationRoles: ['app_rw', 'app_ro'],
      key: new Uint8Array(32).fill(3),
      runId: 'run',
    },
  );
}

/** What can be read in a database by SQL as one text: `all` has statistics, comments and settings in it. */
async function textOf(from: ProductionServer, database: string, which: 'all' | 'tables'): Promise<string> {
  return await from.server.asSuperuser(database, async (client) => {
    const tables = await client.query<{ name: string }>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'information_schema' AND c.relname <> 'pg_authid'
         AND ($1 = 'all' OR n.nspname <> 'pg_catalog') ORDER BY 1`,
      [which],
    );
    const texts: string[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
      texts.push(...rows.map(({ text }) => text));
    }
    return texts.join('\n');
  });
}

describe.each(['users', 'orders', 'messages'])("Acme's %s under its rules", (name) => {
  it('keeps no original value, and sends nothing to anybody', async () => {
    const production = await start(name);
    const databases = production.seed.databases.map((database) => database.name);
    const originals: Original[] = [];
    for (const database of databases) {
      originals.push(...(await production.as('app_owner', database, (client) => sampleOriginals(client, 200))));
    }
    expect(originals.length).toBeGreaterThan(150);
    const texts = async () => (await Promise.all(databases.map((one) => textOf(production, one, 'all')))).join('\n');
    const before = await texts();
    expect(originals.filter(({ value }) => before.includes(value)).length).toBeGreaterThan(originals.length * 0.6);

    await run(production, name);

    const after = await texts();
    expect(originals.filter(({ value }) => after.includes(value)).map(({ place }) => place)).toEqual([]);
    const world = await startOutsideWorld();
    const deliveries: Delivery[] = [];
    for (const database of databases) {
      await production.server.asSuperuser(database, async (client) => {
        const route = { nameServers: [world.nameServer], port: world.port, limit: 1000 };
        deliveries.push(...(await deliverOutbox(client, route)));
      });
    }
    await world.close();
    expect(deliveries.length).toBeGreaterThan(5);
    expect(deliveries.filter(({ outcome }) => outcome === 'delivered')).toEqual([]);
    expect(world.receipts).toEqual([]);
  });
});

describe('a change of production overnight', () => {
  it.each([
    ['column', (on: ProductionServer) => on.as('app_owner', 'messages', (c) => addColumn(c, 'chat.bots', 'owner'))],
    ['table', (on: ProductionServer) => on.as('app_owner', 'support', (c) => addTable(c, 'helpdesk.leads'))],
    [
      'JSON key',
      (on: ProductionServer) =>
        on.as('app_owner', 'support', (c) => addJsonKey(c, 'helpdesk.tickets', 'fields', ['secondContact'])),
    ],
    [
      'logical database',
      (on: ProductionServer) => addLogicalDatabase((database) => on.connect('acme_admin', database), 'messages', 'crm'),
    ],
  ])('by a %s stops the scrub before anything is changed', async (_what, change) => {
    const production = await start('messages');
    await change(production);
    const before = await textOf(production, 'messages', 'tables');
    await expect(run(production, 'messages')).rejects.toMatchObject({ code: 'RuleMissing' });
    expect(await textOf(production, 'messages', 'tables')).toBe(before);
  });
});

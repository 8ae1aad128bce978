import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { scrubRulesSchema, type DatabaseRule } from '../../domain/fleet/rules.js';
import { removeDirectory } from '../../sandbox/postgres/data-directory.js';
import { startProductionServer, type ProductionServer } from './support/production-server.js';

let cache: string;
const opened: ProductionServer[] = [];
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'backlot-seed-'));
});
afterAll(async () => {
  for (const server of opened) await server.close();
  await removeDirectory(cache);
});

/** What the rules of a logical database name, as `schema.table.column`; `schema.table` where a word covers the table. */
function namedColumns(rule: DatabaseRule): string[] {
  if (rule === 'empty') return [];
  return Object.entries(rule.tables)
    .flatMap(([table, of]) =>
      typeof of === 'string'
        ? [table]
        : [...(of.keep ?? []), ...Object.keys(of.columns ?? {})].map((column) => `${table}.${column}`),
    )
    .sort();
}

/** What the catalog holds, in the same form, with the tables of `whole` named without columns. */
async function existingColumns(
  server: ProductionServer,
  database: string,
  whole: ReadonlySet<string>,
): Promise<string[]> {
  const { rows } = await server.server.asSuperuser(database, (client) =>
    client.query<{ table: string; column: string }>(
      `SELECT n.nspname || '.' || c.relname AS table, a.attname AS column
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
         AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'`,
    ),
  );
  return [...new Set(rows.map(({ table, column }) => (whole.has(table) ? table : `${table}.${column}`)))].sort();
}

describe.each(['users', 'orders', 'messages'])("the rules of Acme's %s", (name) => {
  it('name every column, and nothing that is not there', async () => {
    const server = await startProductionServer(`prod-${name}`, 1, cache);
    opened.push(server);
    const file: unknown = parse(await readFile(`examples/acme/databases/${name}.yaml`, 'utf8'));
    const { databases } = scrubRulesSchema.parse((file as { scrub: unknown }).scrub);
    expect(Object.keys(databases).sort()).toEqual(
      ['postgres', 'template1', ...server.seed.databases.map((database) => database.name)].sort(),
    );
    for (const { name: database } of server.seed.databases) {
      const named = namedColumns(databases[database] ?? 'empty');
      expect(named.length).toBeGreaterThan(20);
      const whole = new Set(named.filter((one) => one.split('.').length === 2));
      expect(await existingColumns(server, database, whole)).toEqual(named);
    }
  });
});

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { removeDirectory } from '../../sandbox/postgres/data-directory.js';
import type { SeedRole } from '../../sandbox/seed/instance-seed.js';
import { startProductionServer, type ProductionServer } from './support/production-server.js';

const megabytes = 6;
const owned = `n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'`;

let cache: string;
const servers = new Map<string, ProductionServer>();
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'backlot-seed-'));
  const names = ['prod-users', 'prod-orders', 'prod-messages'];
  for (const name of names) servers.set(name, await startProductionServer(name, megabytes, cache));
});
afterAll(async () => {
  for (const server of servers.values()) await server.close();
  await removeDirectory(cache);
});

function server(identifier: string): ProductionServer {
  const found = servers.get(identifier);
  if (found === undefined) throw new Error(`${identifier} was not started.`);
  return found;
}

async function rows<T extends pg.QueryResultRow>(
  identifier: string,
  database: string,
  sql: string,
  role: SeedRole = 'app_owner',
): Promise<T[]> {
  return await server(identifier).as(role, database, async (client) => (await client.query<T>(sql)).rows);
}

/** One number per table that changes with any value of any row. Names of partitions stand for themselves. */
async function digests(from: ProductionServer, database: string): Promise<Record<string, string>> {
  return await from.server.asSuperuser(database, async (client) => {
    await client.query(`SET timezone = 'UTC'`);
    const tables = await client.query<{ name: string }>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'm') AND ${owned} ORDER BY 1`,
    );
    const result: Record<string, string> = {};
    for (const { name } of tables.rows) {
      const digest = await client.query<{ digest: string | null }>(
        `SELECT sum(hashtextextended(t::text, 7)::numeric)::text || '/' || count(*) AS digest FROM ${name} t`,
      );
      result[name] = digest.rows[0]?.digest ?? 'empty';
    }
    return result;
  });
}

describe('the databases of production', () => {
  it('are the same at each generation', async () => {
    const again = await startProductionServer('prod-messages', megabytes);
    try {
      for (const database of ['messages', 'support']) {
        const first = await digests(server('prod-messages'), database);
        expect(Object.keys(first).length).toBeGreaterThan(5);
        expect(await digests(again, database)).toEqual(first);
      }
    } finally {
      await again.close();
    }
  });

  it('are as large as asked for', async () => {
    let bytes = 0;
    for (const { seed, server: postgres } of servers.values()) {
      for (const { name } of seed.databases) {
        const { rows: found } = await postgres.asSuperuser(name, (client) =>
          client.query<{ bytes: string }>(
            `SELECT sum(pg_total_relation_size(c.oid)) AS bytes FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'm') AND ${owned}`,
          ),
        );
        bytes += Number(found[0]?.bytes);
      }
    }
    // Small databases consist to a good part of first pages of tables and indexes.
    expect(bytes / 1e6).toBeGreaterThan(megabytes * 0.8);
    expect(bytes / 1e6).toBeLessThan(megabytes * 2);
  });

  it('share people, whose addresses are unique without regard to case', async () => {
    const users = await rows<{ email: string }>('prod-users', 'users', 'SELECT lower(email) AS email FROM app.users');
    const known = new Set(users.map(({ email }) => email));
    expect(known.size).toBe(users.length);
    const elsewhere = [
      await rows<{ email: string }>('prod-orders', 'orders', 'SELECT customer_email AS email FROM sales.orders'),
      await rows<{ email: string }>('prod-messages', 'messages', 'SELECT sender AS email FROM chat.messages'),
      await rows<{ email: string }>(
        'prod-messages',
        'support',
        'SELECT lower(requester_email::text) AS email FROM helpdesk.tickets',
      ),
    ].flat();
    expect(elsewhere.length).toBeGreaterThan(1000);
    expect(elsewhere.filter(({ email }) => !known.has(email))).toEqual([]);
  });

  it('belong to application roles, and the master is no superuser', async () => {
    const [master] = await rows<{ rolsuper: boolean; rolcreaterole: boolean }>(
      'prod-users',
      'users',
      `SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user`,
      'acme_admin',
    );
    expect(master).toEqual({ rolsuper: false, rolcreaterole: true });
    const owners = await rows<{ owner: string }>(
      'prod-users',
      'users',
      `SELECT DISTINCT pg_get_userbyid(c.relowner) AS owner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE ${owned} ORDER BY 1`,
    );
    expect(owners.map(({ owner }) => owner)).toEqual(['app_owner', 'reporting']);
  });

  it.each([
    [
      'a generated column made of an address',
      'users',
      `SELECT 1 FROM pg_attribute WHERE attgenerated = 's' AND attname = 'email_domain'`,
    ],
    [
      'an identity column',
      'users',
      `SELECT 1 FROM pg_attribute WHERE attidentity = 'a' AND attrelid = 'app.users'::regclass`,
    ],
    ['range partitions with rows', 'users', 'SELECT 1 FROM audit.events_2025 WHERE actor_email IS NOT NULL'],
    ['a materialised view over people', 'users', `SELECT 1 FROM app.user_search WHERE email LIKE '%@%'`],
    ['a view', 'users', 'SELECT 1 FROM app.mailing_list'],
    [
      'forced row-level security',
      'users',
      `SELECT 1 FROM pg_class WHERE relforcerowsecurity AND relname = 'documents'`,
    ],
    ['a domain with a check', 'users', `SELECT 1 FROM pg_constraint WHERE contypid = 'app.phone_number'::regtype`],
    ['an enum', 'users', `SELECT 1 FROM pg_enum WHERE enumtypid = 'app.user_status'::regtype`],
    ['extensions', 'users', `SELECT 1 FROM pg_extension WHERE extname = 'citext'`],
    [
      'statistics over an expression',
      'users',
      `SELECT 1 FROM pg_stats_ext_exprs WHERE statistics_name = 'users_lower_name'`,
    ],
    [
      'an expression index',
      'users',
      `SELECT 1 FROM pg_index WHERE indexprs IS NOT NULL AND indrelid = 'app.users'::regclass`,
    ],
    [
      'a partial index',
      'users',
      `SELECT 1 FROM pg_index WHERE indpred IS NOT NULL AND indrelid = 'app.users'::regclass`,
    ],
    [
      'a trigger for one column',
      'users',
      `SELECT 1 FROM pg_trigger WHERE tgattr::text <> '' AND tgrelid = 'app.users'::regclass`,
    ],
    [
      'a foreign key over addresses',
      'users',
      `SELECT 1 FROM pg_constraint WHERE conrelid = 'app.newsletter_clicks'::regclass AND contype = 'f'`,
    ],
    ['TOAST', 'users', `SELECT 1 FROM pg_class WHERE relname = 'documents' AND pg_relation_size(reltoastrelid) > 0`],
    ['addresses in a tsvector', 'users', `SELECT 1 FROM app.users WHERE search::text LIKE '%@%'`],
    ['addresses in bytea', 'users', `SELECT 1 FROM app.users WHERE position('@'::bytea IN avatar) > 0`],
    ['arrays of addresses', 'users', `SELECT 1 FROM app.users WHERE cardinality(backup_emails) = 2`],
    ['unsent mails', 'users', `SELECT 1 FROM app.outbox WHERE sent_at IS NULL AND channel = 'email'`],
    ['a JSON key that few rows have', 'users', `SELECT 1 FROM app.users WHERE profile ? 'taxId'`],
    [
      'a secret among the settings',
      'users',
      `SELECT 1 FROM pg_db_role_setting WHERE array_to_string(setconfig, ' ') LIKE '%live%'`,
    ],
    [
      'statistics that hold values',
      'users',
      `SELECT 1 FROM pg_stats WHERE tablename = 'users' AND attname = 'email' AND histogram_bounds IS NOT NULL`,
    ],
    ['names in other scripts', 'users', `SELECT 1 FROM app.users WHERE full_name ~ '[а-я]'`],
    ['names with quotes', 'users', `SELECT 1 FROM app.users WHERE full_name LIKE '%''%'`],
    [
      'a table of another role',
      'users',
      "SELECT 1 FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = 'reporting')",
    ],
    ['hash partitions', 'orders', `SELECT 1 FROM pg_partitioned_table WHERE partstrat = 'h'`],
    ['addresses in free text', 'orders', `SELECT 1 FROM sales.orders WHERE note ~ '@[a-z]'`],
    ['a composite unique constraint', 'orders', `SELECT 1 FROM pg_constraint WHERE conname = 'invoices_order_email'`],
    [
      'addresses as JSON keys',
      'messages',
      `SELECT 1 FROM chat.conversations, jsonb_object_keys(settings -> 'nicknames') k WHERE k LIKE '%@%'`,
    ],
    ['addresses in citext', 'support', `SELECT 1 FROM helpdesk.tickets WHERE requester_email LIKE '%@%'`],
  ])('have %s (%s)', async (_what, database, sql) => {
    const identifier = database === 'support' ? 'prod-messages' : `prod-${database}`;
    expect((await rows(identifier, database, `${sql} LIMIT 1`)).length).toBe(1);
  });

  it('keep nothing of the generator', async () => {
    for (const { seed, server: postgres } of servers.values()) {
      for (const { name } of seed.databases) {
        const { rows: left } = await postgres.asSuperuser(name, (client) =>
          client.query(`SELECT 1 FROM pg_namespace WHERE nspname = 'seed'`),
        );
        expect(left).toEqual([]);
      }
    }
  });
});

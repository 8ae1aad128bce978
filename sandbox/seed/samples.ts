import type pg from 'pg';

/** What sort of personal or secret value an original is. */
export type OriginalKind = 'email' | 'name' | 'phone' | 'address' | 'credential' | 'account';

/** A value that stands in production and must stand nowhere behind it. */
export interface Original {
  readonly kind: OriginalKind;
  /** `database.schema.table.column`, for a message that may name no value. */
  readonly place: string;
  readonly value: string;
}

interface OriginalSource {
  readonly kind: OriginalKind;
  readonly table: string;
  readonly column: string;
  /** The value, when it is not the column itself: inside JSON or an array. */
  readonly expression?: string;
}

/** Where originals are taken from: columns whose values are long and telling enough to be looked for in anything. */
const sources: Readonly<Record<string, readonly OriginalSource[]>> = {
  users: [
    { kind: 'email', table: 'app.users', column: 'email' },
    { kind: 'name', table: 'app.users', column: 'full_name' },
    { kind: 'phone', table: 'app.users', column: 'phone' },
    { kind: 'email', table: 'app.users', column: 'backup_emails', expression: 'backup_emails[1]' },
    { kind: 'email', table: 'app.users', column: 'profile', expression: `profile #>> '{contacts,0,email}'` },
    { kind: 'address', table: 'app.users', column: 'profile', expression: `profile #>> '{address,street}'` },
    { kind: 'credential', table: 'app.api_tokens', column: 'token' },
    { kind: 'credential', table: 'app.push_tokens', column: 'token' },
    { kind: 'credential', table: 'app.webhooks', column: 'secret' },
    { kind: 'email', table: 'audit.events', column: 'payload', expression: `payload #>> '{actor,email}'` },
  ],
  orders: [
    { kind: 'email', table: 'sales.customers', column: 'email' },
    { kind: 'phone', table: 'sales.customers', column: 'phone' },
    { kind: 'name', table: 'sales.orders', column: 'ship_to', expression: `ship_to ->> 'name'` },
    { kind: 'address', table: 'billing.invoices', column: 'bill_to_address' },
    { kind: 'account', table: 'billing.payment_methods', column: 'iban' },
    { kind: 'credential', table: 'billing.payment_methods', column: 'provider_token' },
    { kind: 'credential', table: 'sales.partner_endpoints', column: 'api_key' },
  ],
  messages: [
    { kind: 'email', table: 'chat.messages', column: 'sender' },
    { kind: 'name', table: 'chat.participants', column: 'display_name' },
    { kind: 'email', table: 'chat.messages', column: 'mentions', expression: 'mentions[1]' },
    { kind: 'credential', table: 'chat.devices', column: 'push_token' },
    { kind: 'credential', table: 'chat.bots', column: 'token' },
  ],
  support: [
    { kind: 'email', table: 'helpdesk.tickets', column: 'requester_email' },
    { kind: 'phone', table: 'helpdesk.tickets', column: 'fields', expression: `fields ->> 'callback'` },
    { kind: 'email', table: 'helpdesk.agents', column: 'email' },
    { kind: 'phone', table: 'helpdesk.agents', column: 'phone' },
  ],
};

/** Shorter values occur by chance. */
const leastLength = 8;

/**
 * Reads original values of a production database, spread over its personal columns, the same ones at each call.
 *
 * @param client - a session of a role that may read everything (`app_owner`) in one of production's logical databases.
 * @param count - how many at most; fewer when the database has fewer distinct ones.
 */
export async function sampleOriginals(client: pg.ClientBase, count: number): Promise<Original[]> {
  const database = await currentDatabase(client);
  const places = sources[database];
  if (places === undefined) {
    throw new Error(
      `The database ${database} has no sampled columns. Only production's own databases have: ${Object.keys(sources).join(', ')}.`,
    );
  }
  const perPlace = Math.ceil(count / places.length);
  const originals: Original[] = [];
  for (const { kind, table, column, expression = column } of places) {
    const { rows } = await client.query<{ value: string }>(
      `SELECT value FROM (SELECT DISTINCT (${expression})::text AS value FROM ${table}) v
       WHERE length(value) >= $1 ORDER BY md5(value), value LIMIT $2`,
      [leastLength, perPlace],
    );
    originals.push(...rows.map(({ value }) => ({ kind, place: `${database}.${table}.${column}`, value })));
  }
  return originals.slice(0, count);
}

/** Returns the name of the logical database that a session is in. */
export async function currentDatabase(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
  return rows[0]?.name ?? '';
}

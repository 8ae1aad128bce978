import type pg from 'pg';
import { currentDatabase } from './samples.js';

/** One row as text, to be shown beside the same row elsewhere. */
export interface SampleRow {
  readonly table: string;
  /** Its primary key, which a scrub keeps. */
  readonly key: string;
  readonly values: Readonly<Record<string, string | null>>;
}

interface RowSource {
  readonly table: string;
  readonly key: string;
  readonly columns: Readonly<Record<string, string>>;
}

const sources: Readonly<Record<string, readonly RowSource[]>> = {
  users: [
    {
      table: 'app.users',
      key: 'id',
      columns: {
        email: 'email',
        full_name: 'full_name',
        phone: 'phone',
        date_of_birth: 'date_of_birth',
        'profile.address': `profile -> 'address'`,
        'profile.contacts': `profile -> 'contacts'`,
        status: 'status',
      },
    },
    { table: 'app.api_tokens', key: 'id', columns: { label: 'label', token: 'token' } },
  ],
  orders: [
    {
      table: 'sales.orders',
      key: 'id',
      columns: { number: 'number', customer_email: 'customer_email', ship_to: 'ship_to', note: 'note', total: 'total' },
    },
    {
      table: 'billing.payment_methods',
      key: 'id',
      columns: { provider_token: 'provider_token', card_holder: 'card_holder', iban: 'iban' },
    },
  ],
  messages: [
    { table: 'chat.messages', key: 'id', columns: { sender: 'sender', body: 'body', mentions: 'mentions' } },
    { table: 'chat.bots', key: 'name', columns: { callback_url: 'callback_url', token: 'token' } },
  ],
  support: [
    {
      table: 'helpdesk.tickets',
      key: 'id',
      columns: { requester_email: 'requester_email', subject: 'subject', body: 'body', fields: 'fields' },
    },
  ],
};

/**
 * Reads a few rows of a database by their smallest keys: in production and in a scrubbed copy these are the same rows,
 * before and after.
 *
 * @param client - a session in one of production's logical databases, or in a copy of it.
 * @param perTable - rows of each table.
 */
export async function sampleRows(client: pg.ClientBase, perTable: number): Promise<SampleRow[]> {
  const database = await currentDatabase(client);
  const samples: SampleRow[] = [];
  for (const { table, key, columns } of sources[database] ?? []) {
    const list = Object.entries(columns).map(([name, expression]) => `(${expression})::text AS "${name}"`);
    const { rows } = await client.query<Record<string, string | null>>(
      `SELECT ${key}::text AS "key of the row", ${list.join(', ')} FROM ${table} ORDER BY ${key} LIMIT $1`,
      [perTable],
    );
    samples.push(
      ...rows.map(({ 'key of the row': value, ...values }) => ({ table, key: `${key}=${value ?? ''}`, values })),
    );
  }
  return samples;
}

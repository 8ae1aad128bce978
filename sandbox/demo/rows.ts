import type { SandboxDescription } from '../runtime/description.js';
import { productionPassword } from '../seed/roles.js';
import { sampleRows, type SampleRow } from '../seed/sample-rows.js';
import { connectFrom, type AccountView } from './cloud.js';

const widest = 58;
const role = 'app_rw';

/** The logical databases that are shown, each with its instance and its name in the environment. */
const shown = [
  { database: 'users', instance: 'prod-users', name: 'users' },
  { database: 'orders', instance: 'prod-orders', name: 'orders' },
  { database: 'messages', instance: 'prod-messages', name: 'messages' },
  { database: 'support', instance: 'prod-messages', name: 'messages' },
];

/** One value of the same row in production and in the environment. */
export interface ComparedValue {
  readonly row: string;
  readonly column: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Reads the same rows in production and in the environment, each with that side's own password. */
export async function compareRows(
  sandbox: SandboxDescription,
  production: AccountView,
  environment: AccountView,
): Promise<ComparedValue[]> {
  const instances = await production.instances();
  const compared: ComparedValue[] = [];
  for (const { database, instance, name } of shown) {
    const host = instances.find(({ id }) => id === instance)?.endpoint ?? '';
    const before = await rowsOf(sandbox, 'production-app', host, database, productionPassword(role));
    const password = await environment.secret(`backlot/qa1/${name}/${role}`);
    const after = await rowsOf(sandbox, 'qa1-client', `${name}.db.qa1.acme.example`, database, password);
    for (const row of before) {
      const twin = after.find(({ table, key }) => table === row.table && key === row.key);
      for (const [column, value] of Object.entries(row.values)) {
        compared.push({ row: `${row.table} ${row.key}`, column, before: value, after: twin?.values[column] ?? null });
      }
    }
  }
  return compared;
}

/** Renders compared values, a table a row. */
export function renderRows(values: readonly ComparedValue[]): string {
  const lines: string[] = [];
  let row = '';
  for (const value of values) {
    if (value.row !== row) lines.push(`  ${value.row}`);
    row = value.row;
    lines.push(`    ${value.column.padEnd(16)} ${short(value.before).padEnd(widest)}  →  ${short(value.after)}`);
  }
  return lines.join('\n');
}

async function rowsOf(
  sandbox: SandboxDescription,
  place: string,
  host: string,
  database: string,
  password: string,
): Promise<SampleRow[]> {
  const client = await connectFrom(sandbox, place, { host, user: role, password, database });
  try {
    return await sampleRows(client, 1);
  } finally {
    await client.end();
  }
}

function short(value: string | null): string {
  if (value === null) return '–';
  const line = value.replaceAll(/\s+/g, ' ');
  return line.length <= widest ? line : `${line.slice(0, widest - 1)}…`;
}

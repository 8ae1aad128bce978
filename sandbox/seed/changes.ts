import pg from 'pg';

/**
 * What a team of production may do to its database overnight, without telling anybody: each of these makes something
 * appear that no scrub rule names. All return the name under which the new thing must be reported.
 */

/** Names a table as `schema.table`, quoted where needed. */
function quoted(table: string): string {
  return table
    .split('.')
    .map((part) => pg.escapeIdentifier(part))
    .join('.');
}

/**
 * Adds a text column with a personal value in each row.
 *
 * @param client - a session of the table's owner.
 */
export async function addColumn(client: pg.ClientBase, table: string, column: string): Promise<string> {
  const name = pg.escapeIdentifier(column);
  await client.query(
    `ALTER TABLE ${quoted(table)} ADD COLUMN ${name} text DEFAULT 'ruprecht.kaltenbach@kurierpost-online.de'`,
  );
  return `${table}.${column}`;
}

/**
 * Adds a table with one person in it.
 *
 * @param client - a session of `app_owner`.
 */
export async function addTable(client: pg.ClientBase, table: string): Promise<string> {
  await client.query(`CREATE TABLE ${quoted(table)} (id int PRIMARY KEY, email text NOT NULL)`);
  await client.query(`INSERT INTO ${quoted(table)} VALUES (1, 'solange.vaucanson@courrier-libre.fr')`);
  return table;
}

/**
 * Adds a key to the JSON document of a single row.
 *
 * @param client - a session of the table's owner.
 * @param path - keys from the root; all but the last must exist in the chosen row.
 */
export async function addJsonKey(
  client: pg.ClientBase,
  table: string,
  column: string,
  path: readonly string[],
): Promise<string> {
  const name = pg.escapeIdentifier(column);
  const { rowCount } = await client.query(
    `UPDATE ${quoted(table)} SET ${name} = jsonb_set(${name}, $1, '"glafira.verescha@pochtamir-mail.ru"')
     WHERE ctid = (SELECT min(ctid) FROM ${quoted(table)} WHERE ${name} #> $2 IS NOT NULL)`,
    [path, path.slice(0, -1)],
  );
  if (rowCount !== 1) throw new Error(`No row of ${table} has ${path.slice(0, -1).join('.')} in ${column}.`);
  return `${table}.${column}: ${path.join('.')}`;
}

/**
 * Adds a logical database with one table to an instance.
 *
 * @param connect - opens a session of the master user in a logical database.
 */
export async function addLogicalDatabase(
  connect: (database: string) => Promise<pg.Client>,
  existing: string,
  name: string,
): Promise<string> {
  const master = await connect(existing);
  try {
    await master.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } finally {
    await master.end();
  }
  const inside = await connect(name);
  try {
    await addTable(inside, 'public.visitors');
  } finally {
    await inside.end();
  }
  return name;
}

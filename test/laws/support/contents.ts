import type pg from 'pg';

/**
 * Digests every table of a database that a session may read: name and digest, sorted. Equal digests mean equal rows,
 * whatever their order on disk.
 */
export async function digestContents(client: pg.Client): Promise<string[]> {
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^(pg_|information_schema)'
        AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
      ORDER BY 1`,
  );
  const digests: string[] = [];
  for (const { name } of tables) {
    const { rows } = await client.query<{ digest: string; count: string }>(
      `SELECT count(*), md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) AS digest FROM ${name} t`,
    );
    digests.push(`${name}: ${rows[0]?.count ?? ''} rows, ${rows[0]?.digest ?? 'empty'}`);
  }
  return digests;
}

import type { Client } from 'pg';

/** One parameter that the server knows, in the words of `pg_settings`. */
export interface KnownParameter {
  readonly name: string;
  readonly description: string;
  readonly unit: string | null;
  /** When it can change: `postmaster` at a start only, `internal` never. */
  readonly context: string;
  readonly type: 'bool' | 'enum' | 'integer' | 'real' | 'string';
  readonly minimum: string | null;
  readonly maximum: string | null;
  readonly choices: readonly string[] | null;
  readonly value: string | null;
}

/** Reads what the server knows about its parameters. */
export async function readParameterCatalog(client: Client): Promise<KnownParameter[]> {
  const { rows } = await client.query<KnownParameter>(
    `SELECT name, short_desc AS description, unit, context, vartype AS type, min_val AS minimum, max_val AS maximum,
            enumvals AS choices, reset_val AS value
       FROM pg_catalog.pg_settings WHERE name !~ '[.]' ORDER BY name COLLATE "C"`,
  );
  return rows;
}

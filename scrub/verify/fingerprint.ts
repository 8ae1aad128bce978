import { createHash } from 'node:crypto';
import type { Session } from '../session.js';
import { stateSchema } from '../target.js';
import { schemaSources } from './search-schema.js';

const users = `n.nspname !~ '^pg_' and n.nspname not in ('information_schema', '${stateSchema}')`;

/** What definitions do not say: which relations there are, of which columns, whose, and how they are stored. */
const structure = `
  select concat_ws(' ', n.nspname, c.relname, c.relkind, c.relpersistence, pg_get_userbyid(c.relowner)) as v
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${users}
  union all
  select concat_ws(' ', n.nspname, c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                   a.attgenerated, a.attidentity)
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
   where ${users} and a.attnum > 0 and not a.attisdropped`;

/** Digests the schema of a logical database: every definition and column, and nothing that the whole server shares. */
export async function fingerprintSchema(session: Session): Promise<string> {
  const digest = createHash('sha256');
  for (const [name, source] of Object.entries({ ...schemaSources, structure })) {
    const { part } = await session.row<{ part: string }>(
      `select encode(sha256(convert_to(coalesce(string_agg(v, e'\\n' order by v collate "C"), ''), 'UTF8')), 'hex') as part
       from (${source}) as s where v is not null`,
      [],
      'Fingerprinting the schema',
    );
    digest.update(`${name} ${part}\n`);
  }
  return digest.digest('hex');
}

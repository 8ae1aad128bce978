import type { Session } from '../session.js';
import { ident, literal, qualified } from '../sql/quote.js';
import { stateSchema } from '../target.js';

/** Catalogs of a database whose dead rows hold values: statistics, comments, defaults. */
const valueCatalogs = [
  'pg_statistic',
  'pg_statistic_ext_data',
  'pg_description',
  'pg_largeobject',
  'pg_foreign_server',
];

/**
 * Replaces all statistics: column statistics, those of expression indexes, and extended ones hold original values,
 * and ANALYZE leaves alone those of empty relations and of columns with a target of zero. So they are removed first.
 */
export async function renewStatistics(session: Session, comments: 'reset' | 'keep'): Promise<void> {
  await recreateExtended(session, comments);
  await clearColumnStatistics(session);
  await analyzeUserTables(session);
  for (const catalog of valueCatalogs) {
    // A database's owner may vacuum its catalogs; where the master is not, verification reports what remains.
    await session.run(`vacuum (full) pg_catalog.${catalog}`, [], 'Compacting a catalog');
  }
}

/** The engine's own tables are left out: statistics of them would outlive them as dead rows. */
async function analyzeUserTables(session: Session): Promise<void> {
  const tables = await session.rows<{ schema: string; name: string }>(
    `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'm', 'p') and n.nspname !~ '^pg_'
       and n.nspname not in ('information_schema', '${stateSchema}') order by c.oid`,
    [],
    'Listing tables',
  );
  for (const { schema, name } of tables) {
    await session.run(`analyze ${qualified(schema, name)}`, [], `Analysing ${schema}.${name}`);
  }
}

async function recreateExtended(session: Session, comments: 'reset' | 'keep'): Promise<void> {
  const objects = await session.rows<{
    schema: string;
    name: string;
    owner: string;
    definition: string;
    target: number;
    comment: string | null;
  }>(
    `select n.nspname as schema, s.stxname as name, pg_get_userbyid(s.stxowner) as owner,
            pg_get_statisticsobjdef(s.oid) as definition, coalesce(s.stxstattarget, -1) as target,
            obj_description(s.oid, 'pg_statistic_ext') as comment
     from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace
     where n.nspname !~ '^pg_' order by s.oid`,
    [],
    'Listing extended statistics',
  );
  for (const { schema, name, owner, definition, target, comment } of objects) {
    const statistics = qualified(schema, name);
    const doing = `Renewing the statistics ${schema}.${name}`;
    await session.transaction(async () => {
      await session.run(`drop statistics ${statistics}`, [], doing);
      await session.run(definition, [], doing);
      if (target >= 0) await session.run(`alter statistics ${statistics} set statistics ${String(target)}`, [], doing);
      if (comment !== null && comments === 'keep')
        await session.run(`comment on statistics ${statistics} is ${literal(comment)}`, [], doing);
      await session.run(`alter statistics ${statistics} owner to ${ident(owner)}`, [], doing);
    });
  }
}

/** From PostgreSQL 18 on statistics can be removed one by one; before, ANALYZE replaces those of relations with rows. */
async function clearColumnStatistics(session: Session): Promise<void> {
  if (session.serverVersion < 180_000) return;
  await session.rows(
    `select pg_clear_attribute_stats(s.schemaname, s.tablename, s.attname, s.inherited)
     from pg_stats s join pg_namespace n on n.nspname = s.schemaname
     where s.schemaname !~ '^pg_' and s.schemaname not in ('information_schema', '${stateSchema}')`,
    [],
    'Removing column statistics',
  );
}

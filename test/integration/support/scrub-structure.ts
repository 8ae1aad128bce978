import type { ScrubServer } from './scrub-server.js';

const users = `n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'backlot_scrub')`;

/** Definitions of everything in a database that a scrub must leave as it was, one line each. */
export async function structureOf(server: ScrubServer, database: string): Promise<string[]> {
  const rows = await server.asProvider(
    database,
    `select line from (
       select 'relation ' || c.oid || ' ' || c.relname || ' ' || c.relkind::text || ' ' || pg_get_userbyid(c.relowner) || ' '
              || coalesce(c.relacl::text, '') || ' ' || c.relrowsecurity::text || c.relforcerowsecurity::text || c.relispopulated::text
       from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${users} and c.relkind in ('r', 'p', 'v', 'm', 'S')
       union all select 'column ' || a.attrelid::regclass || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' '
              || a.attnotnull::text || a.attidentity::text || a.attgenerated::text || a.attstorage::text || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
       from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
       left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where ${users} and a.attnum > 0 and not a.attisdropped
       union all select 'constraint ' || o.conrelid::regclass || ' ' || o.conname || ' ' || pg_get_constraintdef(o.oid) || o.convalidated::text
       from pg_constraint o join pg_namespace n on n.oid = o.connamespace where ${users}
       union all select pg_get_indexdef(i.indexrelid) || i.indisvalid::text || i.indisreplident::text from pg_index i
       join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace where ${users}
       union all select pg_get_viewdef(c.oid) from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${users} and c.relkind in ('v', 'm')
       union all select pg_get_triggerdef(t.oid) || t.tgenabled::text from pg_trigger t where not t.tgisinternal
       union all select pg_get_ruledef(r.oid) || r.ev_enabled::text from pg_rewrite r join pg_class c on c.oid = r.ev_class
       join pg_namespace n on n.oid = c.relnamespace where ${users}
       union all select 'policy ' || p.polname || pg_get_expr(p.polqual, p.polrelid) from pg_policy p
       union all select pg_get_statisticsobjdef(s.oid) || pg_get_userbyid(s.stxowner) from pg_statistic_ext s
       union all select pg_get_functiondef(p.oid) from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where ${users} and p.prokind = 'f' and p.prolang <> (select oid from pg_language where lanname = 'c')
       union all select 'sequence ' || q.schemaname || '.' || q.sequencename || ' ' || coalesce(q.last_value, 0) from pg_sequences q
     ) as all_lines (line) order by line`,
  );
  return rows.map((row) => String(row['line']));
}

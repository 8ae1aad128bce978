import type { Session } from '../session.js';
import { qualified } from '../sql/quote.js';
import { stateSchema } from '../target.js';

/** Materialised views after those that they read, so that one pass brings all up to date. */
const orderedSql = `
with recursive edge as (
  select distinct r.ev_class as view, d.refobjid as source
  from pg_rewrite r join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
    and d.refclassid = 'pg_class'::regclass and d.refobjid <> r.ev_class
), level (oid, depth) as (
  select oid, 0 from pg_class where relkind in ('m', 'v')
  union
  select e.view, l.depth + 1 from level l join edge e on e.source = l.oid
)
select n.nspname as schema, c.relname as name, c.relispopulated as populated
from level l join pg_class c on c.oid = l.oid and c.relkind = 'm' join pg_namespace n on n.oid = c.relnamespace
where n.nspname !~ '^pg_' and n.nspname <> '${stateSchema}'
group by 1, 2, 3 order by max(l.depth), 1, 2`;

/** Computes every materialised view again; each gets new storage. Those without data stay without. */
export async function refreshMatviews(session: Session): Promise<number> {
  const views = await session.rows<{ schema: string; name: string; populated: boolean }>(
    orderedSql,
    [],
    'Listing materialised views',
  );
  for (const { schema, name, populated } of views) {
    const doing = `Refreshing ${schema}.${name}`;
    await session.transaction(async () => {
      // A view shows what its owner may see: with policies off, PostgreSQL would refuse where one applies to the owner.
      await session.run('set local row_security = on', [], doing);
      const data = populated ? 'data' : 'no data';
      await session.run(`refresh materialized view ${qualified(schema, name)} with ${data}`, [], doing);
    });
  }
  return views.length;
}

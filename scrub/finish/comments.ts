import type { Session } from '../session.js';
import { stateSchema } from '../target.js';

/** Every comment on an object of a user, with the words that `COMMENT ON` needs for it. */
const commentsSql = `
select distinct case
    when i.type = 'table column' then 'column'
    when i.type = 'table constraint' then 'constraint'
    when i.type = 'domain constraint' then 'constraint'
    else i.type end as type,
  case when i.type in ('trigger', 'rule', 'policy', 'table constraint')
         then quote_ident(coalesce(t.tgname, r.rulename, p.polname, c.conname)) || ' on ' || owner_table.name
       when i.type = 'domain constraint' then quote_ident(c.conname) || ' on domain ' || format_type(c.contypid, null)
       when i.type = 'large object' then d.objoid::text
       else i.identity end as object
from pg_description d
cross join lateral pg_identify_object(d.classoid, d.objoid, d.objsubid) as i
left join pg_trigger t on d.classoid = 'pg_trigger'::regclass and t.oid = d.objoid
left join pg_rewrite r on d.classoid = 'pg_rewrite'::regclass and r.oid = d.objoid
left join pg_policy p on d.classoid = 'pg_policy'::regclass and p.oid = d.objoid
left join pg_constraint c on d.classoid = 'pg_constraint'::regclass and c.oid = d.objoid
left join lateral (
  select quote_ident(n.nspname) || '.' || quote_ident(k.relname) as name
  from pg_class k join pg_namespace n on n.oid = k.relnamespace
  where k.oid = coalesce(t.tgrelid, r.ev_class, p.polrelid, nullif(c.conrelid, 0))
) as owner_table on true
where i.schema is distinct from 'pg_catalog' and i.schema is distinct from 'information_schema'
  and i.schema is distinct from 'pg_toast' and i.schema is distinct from '${stateSchema}'
  and d.objoid >= 16384
  and not exists (select from pg_depend e where e.classid = d.classoid and e.objid = d.objoid and e.deptype = 'e')
  and d.classoid not in ('pg_extension'::regclass)
order by 1, 2`;

/** Removes the comments of a database: people write names, addresses and sample values into them. */
export async function resetComments(session: Session): Promise<number> {
  const comments = await session.rows<{ type: string; object: string }>(commentsSql, [], 'Listing comments');
  for (const { type, object } of comments) {
    // Of an object that belongs to the provider only the provider may; verification reads what stays.
    await session.permitted(`comment on ${type} ${object} is null`, [], `Removing the comment of a ${type}`);
  }
  const { shared } = await session.row<{ shared: boolean }>(
    `select shobj_description(oid, 'pg_database') is not null as shared from pg_database where datname = current_database()`,
    [],
    'Looking for a comment on the database',
  );
  if (shared) {
    const { name } = await session.row<{ name: string }>('select quote_ident(current_database()) as name');
    await session.run(`comment on database ${name} is null`, [], 'Removing the comment of the database');
  }
  return comments.length + (shared ? 1 : 0);
}

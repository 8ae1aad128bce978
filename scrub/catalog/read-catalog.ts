import { groupBy } from '../group-by.js';
import type { Session } from '../session.js';
import { stateSchema } from '../target.js';
import type { Catalog, Column, Relation, RelationKind } from './model.js';
import { familyOf } from './type-family.js';

interface RelationRow {
  oid: number;
  schema: string;
  name: string;
  kind: 'r' | 'p' | 'm' | 'f';
  owner: string;
  root_schema: string | null;
  root_name: string | null;
  inherits: boolean;
  forced: boolean;
  populated: boolean;
  bytes: string;
  rows: number;
}

interface ColumnRow {
  relation: number;
  number: number;
  name: string;
  type: string;
  base_type: string;
  base_kind: string;
  base_category: string;
  base_in_catalog: boolean;
  is_array: boolean;
  max_length: number | null;
  not_null: boolean;
  generated: boolean;
  unique: boolean;
  partition_key: boolean;
  tuned: boolean;
  pinned: boolean;
}

/** Every schema but the system's own and the engine's. Temporary tables of dead sessions have no files after a restart. */
const userSchemas = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and n.nspname <> '${stateSchema}'`;

const relationsSql = `
select c.oid, n.nspname as schema, c.relname as name, c.relkind as kind,
       pg_get_userbyid(c.relowner) as owner,
       rn.nspname as root_schema, r.relname as root_name,
       exists (select from pg_inherits i where c.oid in (i.inhrelid, i.inhparent)) as inherits,
       c.relforcerowsecurity as forced, c.relispopulated as populated,
       case when c.relkind in ('r', 'm') then pg_total_relation_size(c.oid) else 0 end as bytes,
       greatest(c.reltuples, 0)::float8 as rows
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join pg_class r on c.relispartition and r.oid = pg_partition_root(c.oid)
left join pg_namespace rn on rn.oid = r.relnamespace
where c.relkind in ('r', 'p', 'm', 'f') and ${userSchemas}
order by n.nspname, c.relname`;

/**
 * Types are resolved through domains and arrays. A column is `pinned` when anything but an index, a constraint, its own
 * default, an owned sequence or extended statistics depends on it: PostgreSQL refuses to alter the type of such a one.
 */
const columnsSql = `
with recursive base (declared, oid, is_array) as (
  select t.oid, t.oid, false from pg_type t
  union all
  select b.declared,
         case when t.typtype = 'd' then t.typbasetype else t.typelem end,
         b.is_array or t.typtype <> 'd'
  from base b join pg_type t on t.oid = b.oid
  where t.typtype = 'd' or (t.typcategory = 'A' and t.typelem <> 0 and not b.is_array)
),
resolved as (
  select b.declared, b.oid, b.is_array from base b join pg_type t on t.oid = b.oid
  where t.typtype <> 'd' and not (t.typcategory = 'A' and t.typelem <> 0 and not b.is_array)
)
select c.oid as relation, a.attnum as number, a.attname as name,
       format_type(a.atttypid, a.atttypmod) as type, format_type(t.oid, null) as base_type,
       t.typtype as base_kind, t.typcategory as base_category, t.typnamespace = 'pg_catalog'::regnamespace as base_in_catalog,
       b.is_array,
       case when t.typname in ('varchar', 'bpchar') then
         case when a.atttypmod > 4 then a.atttypmod - 4 when d.typtypmod > 4 then d.typtypmod - 4 end
       end as max_length,
       a.attnotnull as not_null, a.attgenerated <> '' as generated,
       exists (select from pg_index i where i.indrelid = c.oid and i.indisunique and i.indnkeyatts = 1
                 and (i.indkey[0] = a.attnum or i.indkey[0] = 0 and exists (
                   select from pg_depend x where x.classid = 'pg_class'::regclass and x.objid = i.indexrelid
                     and x.refclassid = 'pg_class'::regclass and x.refobjid = c.oid and x.refobjsubid = a.attnum))) as unique,
       exists (select from pg_inherits h join pg_partitioned_table p on p.partrelid in (c.oid, h.inhparent)
                 join pg_attribute k on k.attrelid = p.partrelid and k.attnum = any (p.partattrs::int2[])
               where (h.inhrelid = c.oid or p.partrelid = c.oid) and k.attname = a.attname) as partition_key,
       a.attstorage <> o.typstorage or a.attcompression <> '' or coalesce(a.attstattarget, -1) <> -1
         or a.attoptions is not null as tuned,
       exists (select from pg_depend x
                 left join pg_class k on x.classid = 'pg_class'::regclass and k.oid = x.objid
                 left join pg_attrdef f on x.classid = 'pg_attrdef'::regclass and f.oid = x.objid
               where x.refclassid = 'pg_class'::regclass and x.refobjid = c.oid and x.refobjsubid = a.attnum
                 and not (coalesce(k.relkind in ('i', 'I', 'S'), false)
                          or coalesce(f.adrelid = c.oid and f.adnum = a.attnum, false)
                          or x.classid in ('pg_constraint'::regclass, 'pg_statistic_ext'::regclass))) as pinned
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_type o on o.oid = a.atttypid
left join pg_type d on d.oid = a.atttypid and d.typtype = 'd'
join resolved b on b.declared = a.atttypid
join pg_type t on t.oid = b.oid
where c.relkind in ('r', 'p', 'm', 'f') and ${userSchemas}
order by c.oid, a.attnum`;

const kinds: Readonly<Record<RelationRow['kind'], RelationKind>> = {
  r: 'table',
  p: 'partitioned',
  m: 'matview',
  f: 'foreign',
};

/** Reads all that stores rows in the session's database. */
export async function readCatalog(session: Session): Promise<Catalog> {
  const relations = await session.rows<RelationRow>(relationsSql, [], 'Reading the tables');
  const columns = groupBy(await session.rows<ColumnRow>(columnsSql, [], 'Reading the columns'), (row) => row.relation);
  return {
    database: session.database,
    relations: relations.map((row) => toRelation(row, (columns.get(row.oid) ?? []).map(toColumn))),
  };
}

function toRelation(row: RelationRow, columns: readonly Column[]): Relation {
  return {
    oid: row.oid,
    schema: row.schema,
    name: row.name,
    kind: kinds[row.kind],
    owner: row.owner,
    ...(row.root_schema === null || row.root_name === null
      ? {}
      : { root: { schema: row.root_schema, name: row.root_name } }),
    inherits: row.inherits,
    forceRowSecurity: row.forced,
    populated: row.populated,
    bytes: Number(row.bytes),
    estimatedRows: row.rows,
    columns,
  };
}

function toColumn(row: ColumnRow): Column {
  return {
    number: row.number,
    name: row.name,
    type: row.type,
    baseType: row.base_type,
    family: familyOf(row.base_type, row.base_kind, row.base_category, row.base_in_catalog),
    isArray: row.is_array,
    ...(row.max_length === null ? {} : { maxLength: row.max_length }),
    notNull: row.not_null,
    generated: row.generated,
    unique: row.unique,
    partitionKey: row.partition_key,
    tuned: row.tuned,
    pinned: row.pinned,
  };
}

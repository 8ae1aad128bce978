import type { Session } from '../session.js';
import { literal } from '../sql/quote.js';
import { providerRoles, stateSchema } from '../target.js';
import type { Finding } from './finding.js';
import { searchTexts } from './search-texts.js';

const users = `not in ('information_schema', '${stateSchema}') and n.nspname !~ '^pg_'`;

/** The text of every definition of one logical database that may quote data, by kind of object. */
export const schemaSources: Readonly<Record<string, string>> = {
  'view definitions': `select pg_get_viewdef(c.oid) as v from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('v', 'm') and n.nspname ${users}`,
  'function bodies': `select coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) as v from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname ${users} and not exists (
       select from pg_depend e where e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e')`,
  defaults: `select pg_get_expr(d.adbin, d.adrelid) as v from pg_attrdef d join pg_class c on c.oid = d.adrelid
     join pg_namespace n on n.oid = c.relnamespace where n.nspname ${users}`,
  constraints: `select pg_get_constraintdef(o.oid) as v from pg_constraint o join pg_namespace n on n.oid = o.connamespace
     where n.nspname ${users}`,
  indexes: `select pg_get_indexdef(i.indexrelid) as v from pg_index i join pg_class c on c.oid = i.indexrelid
     join pg_namespace n on n.oid = c.relnamespace where n.nspname ${users}`,
  'partition bounds': `select pg_get_expr(c.relpartbound, c.oid) as v from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relispartition and n.nspname ${users}`,
  policies: `select pg_get_expr(p.polqual, p.polrelid) as v from pg_policy p
     union all select pg_get_expr(p.polwithcheck, p.polrelid) from pg_policy p`,
  triggers: `select pg_get_triggerdef(t.oid) as v from pg_trigger t where not t.tgisinternal`,
  rules: `select pg_get_ruledef(r.oid) as v from pg_rewrite r join pg_class c on c.oid = r.ev_class
     join pg_namespace n on n.oid = c.relnamespace where r.rulename <> '_RETURN' and n.nspname ${users}`,
  statistics: `select unnest(pg_get_statisticsobjdef_expressions(s.oid)) as v from pg_statistic_ext s`,
  'publication filters': `select pg_get_expr(prqual, prrelid) as v from pg_publication_rel where prqual is not null`,
  'enumeration labels': `select e.enumlabel::text as v from pg_enum e where e.oid >= 16384`,
  comments: `select d.description as v from pg_description d where d.objoid >= 16384`,
  names: `select n.nspname::text as v from pg_namespace n where n.nspname ${users}
     union all select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname ${users}
     union all select a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
       join pg_namespace n on n.oid = c.relnamespace where n.nspname ${users} and a.attnum > 0`,
};

/** The texts that all databases of a server share. */
const sharedSources: Readonly<Record<string, string>> = {
  'comments on roles and databases': `select d.description as v from pg_shdescription d where d.objoid >= 16384`,
  'names of roles and databases': `select rolname::text as v from pg_roles where oid >= 16384 and rolname not in (${providerRoles.map(literal).join(', ')})
     union all select datname::text from pg_database where oid >= 16384`,
  settings: `select unnest(setconfig) as v from pg_db_role_setting s left join pg_roles r on r.oid = s.setrole
     left join pg_database d on d.oid = s.setdatabase
     where coalesce(r.rolname, '') not in (${providerRoles.map(literal).join(', ')}) and coalesce(d.datname, '') <> 'rdsadmin'`,
};

/** Searches the schema itself. URLs and phone numbers in it are code's business; addresses, secrets and originals are not. */
export async function searchSchema(session: Session): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [object, source] of Object.entries({ ...schemaSources, ...sharedSources })) {
    const { hits } = await searchTexts(
      session,
      `select v from (${source}) as y where v is not null`,
      `Searching the ${object}`,
    );
    for (const { check, count } of hits) {
      if (check !== 'url' && check !== 'phone') findings.push({ database: session.database, object, check, count });
    }
  }
  return findings;
}

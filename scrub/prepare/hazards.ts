import { BacklotError } from '../../domain/errors.js';
import type { Session } from '../session.js';
import { stateSchema } from '../target.js';

/**
 * Code of production's that PostgreSQL would run by itself inside a rewriting statement, where it could read the key or
 * original values: functions behind CHECK constraints, domains, index expressions and predicates, generated columns,
 * partition keys, operator classes and casts. A function counts as production's when it is neither the system's nor
 * an extension's.
 */
const userCodeSql = `
with user_function as (
  select p.oid from pg_proc p
  where p.pronamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    and p.pronamespace <> coalesce((select oid from pg_namespace where nspname = '${stateSchema}'), 0)
    and not exists (select from pg_depend e where e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e')
), user_operator as (
  select o.oid from pg_operator o where o.oprcode in (select oid from user_function)
), used as (
  select d.classid, d.objid, d.objsubid from pg_depend d
  where d.refclassid = 'pg_proc'::regclass and d.refobjid in (select oid from user_function)
     or d.refclassid = 'pg_operator'::regclass and d.refobjid in (select oid from user_operator)
)
select 'check constraint ' || coalesce(r.relname || '.', 'of domain ' || t.typname || ' ') || c.conname as object
from used u join pg_constraint c on u.classid = 'pg_constraint'::regclass and c.oid = u.objid
left join pg_class r on r.oid = c.conrelid left join pg_type t on t.oid = c.contypid
union
select 'index ' || r.relname from used u join pg_class r on u.classid = 'pg_class'::regclass and r.oid = u.objid
where r.relkind in ('i', 'I')
union
select 'partition key of ' || r.relname from used u join pg_class r on u.classid = 'pg_class'::regclass and r.oid = u.objid
where r.relkind = 'p'
union
select 'generated column ' || r.relname || '.' || a.attname
from used u join pg_attrdef f on u.classid = 'pg_attrdef'::regclass and f.oid = u.objid
join pg_attribute a on a.attrelid = f.adrelid and a.attnum = f.adnum and a.attgenerated <> ''
join pg_class r on r.oid = a.attrelid
union
select 'index ' || i.indexrelid::regclass::text from pg_index i cross join lateral unnest(i.indclass) as k (opclass)
join pg_opclass oc on oc.oid = k.opclass
join pg_amproc ap on ap.amprocfamily = oc.opcfamily and ap.amproc::oid in (select oid from user_function)
union
select 'cast from ' || format_type(c.castsource, null) || ' to ' || format_type(c.casttarget, null)
from pg_cast c where c.castfunc in (select oid from user_function)
order by 1`;

const eventTriggersSql = `
select e.evtname as name from pg_event_trigger e
where e.evtenabled <> 'D'
  and not exists (select from pg_depend d where d.classid = 'pg_event_trigger'::regclass and d.objid = e.oid and d.deptype = 'e')
order by 1`;

/**
 * Makes sure that no code of production's can run while the key is at hand.
 *
 * Ordinary triggers and rules are disarmed table by table in the rewriting transaction; what cannot be disarmed stops
 * the run here.
 *
 * @throws GuardRefused with the objects.
 */
export async function refuseUserCode(session: Session): Promise<void> {
  const objects = (await session.rows<{ object: string }>(userCodeSql, [], 'Looking for functions in constraints')).map(
    (row) => row.object,
  );
  objects.push(...(await liveEventTriggers(session)));
  if (objects.length === 0) return;
  throw new BacklotError(
    'GuardRefused',
    `In database ${session.database} functions of production's own would run while tables are rewritten, where they ` +
      `could read original values and the key: ${objects.join('; ')}. ` +
      'Remove these objects from the clone by a hook before the scrub, or express them with built-in functions.',
    { database: session.database, objects },
  );
}

async function liveEventTriggers(session: Session): Promise<string[]> {
  const triggers = await session.rows<{ name: string }>(eventTriggersSql, [], 'Looking for event triggers');
  if (triggers.length === 0) return [];
  const { off } = await session.row<{ off: boolean }>(
    `select coalesce(current_setting('event_triggers', true), 'on') = 'off' as off`,
    [],
    'Looking for event triggers',
  );
  return off ? [] : triggers.map(({ name }) => `event trigger ${name}`);
}

/** Settings under which the server writes bound parameters, among them the key, into its log. */
const loggingSql = `
select name from (values
  ('log_statement', current_setting('log_statement') = 'all'),
  ('log_min_duration_statement', current_setting('log_min_duration_statement') <> '-1'),
  ('log_min_duration_sample', current_setting('log_min_duration_sample') <> '-1'),
  ('log_transaction_sample_rate', current_setting('log_transaction_sample_rate') <> '0')
) as s(name, logs) where logs and current_setting('log_parameter_max_length') not in ('0', '0B')
union all
select name from (values
  ('auto_explain.log_min_duration', coalesce(current_setting('auto_explain.log_min_duration', true), '-1') <> '-1'),
  ('pgaudit.log_parameter', coalesce(current_setting('pgaudit.log_parameter', true), 'off') <> 'off')
) as s(name, logs) where logs`;

/**
 * Makes sure that the server does not log the values of parameters.
 *
 * @throws GuardRefused with the settings.
 */
export async function refuseParameterLogging(session: Session): Promise<void> {
  const names = (await session.rows<{ name: string }>(loggingSql, [], 'Looking at the log settings')).map(
    (row) => row.name,
  );
  if (names.length === 0) return;
  throw new BacklotError(
    'GuardRefused',
    `The server logs the parameters of statements (${names.join(', ')}), and so would log the key. ` +
      'Use a parameter group without statement logging for the quarantined instance.',
    { database: session.database, settings: names },
  );
}

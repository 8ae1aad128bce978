import type { Session } from '../session.js';
import { literal } from '../sql/quote.js';
import { providerRoles } from '../target.js';
import type { Finding } from './finding.js';

const provider = `(${providerRoles.map(literal).join(', ')})`;

/** States that must not be, each as a query that counts offenders. */
const checks: Readonly<Record<string, string>> = {
  'prepared transactions': 'select count(*) as count from pg_prepared_xacts',
  'replication slots': 'select count(*) as count from pg_replication_slots where not temporary',
  subscriptions: 'select count(*) as count from pg_subscription',
  'large objects': 'select count(*) as count from pg_largeobject_metadata',
  'foreign servers': 'select count(*) as count from pg_foreign_server',
  'foreign keys not validated': `select count(*) as count from pg_constraint where contype = 'f' and not convalidated`,
  settings: `
    select count(*) as count from pg_db_role_setting s left join pg_roles r on r.oid = s.setrole
    left join pg_database d on d.oid = s.setdatabase cross join lateral unnest(s.setconfig) as c (setting)
    where coalesce(r.rolname, '') not in ${provider} and coalesce(d.datname, '') <> 'rdsadmin'
      and not (s.setrole = 0 and setting = 'default_transaction_read_only=on')`,
};

/** Checks that nothing is left by which the clone could act, be written to, or give away more than its tables. */
export async function checkServerState(session: Session, applicationRoles: readonly string[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [object, sql] of Object.entries(checks)) {
    const { count } = await session.row<{ count: string }>(sql, [], `Checking ${object}`);
    if (count !== '0') findings.push({ database: session.database, object, check: 'state', count: Number(count) });
  }
  const logins = await session.rows<{ name: string }>(
    `select rolname as name from pg_roles
     where rolcanlogin and rolname not in ${provider} and rolname <> current_user and rolname <> all ($1::text[])`,
    [applicationRoles],
    'Checking who may log in',
  );
  for (const { name } of logins) {
    findings.push({ database: session.database, object: `role ${name}`, check: 'state', count: 1 });
  }
  return findings;
}

/** Checks that one logical database holds nothing that no rule speaks of, and no index that cannot be trusted. */
export async function checkDatabaseState(session: Session): Promise<Finding[]> {
  const { large, invalid } = await session.row<{ large: string; invalid: string }>(
    `select (select count(*) from pg_largeobject_metadata) as large,
            (select count(*) from pg_index where not indisvalid) as invalid`,
    [],
    'Checking the state of the database',
  );
  const found: Finding[] = [];
  if (large !== '0')
    found.push({ database: session.database, object: 'large objects', check: 'state', count: Number(large) });
  if (invalid !== '0')
    found.push({ database: session.database, object: 'invalid indexes', check: 'state', count: Number(invalid) });
  return found;
}

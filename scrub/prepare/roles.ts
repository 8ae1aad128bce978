import { BacklotError } from '../../domain/errors.js';
import type { Session } from '../session.js';
import { ident, literal } from '../sql/quote.js';
import { providerRoles } from '../target.js';

/** What was changed for the whole server. Counts. */
export interface RolesReport {
  /** Roles that can no longer log in. */
  readonly disabled: number;
  /** Application roles: login kept, password taken. */
  readonly passwordsRemoved: number;
  readonly settingsReset: number;
  readonly slotsDropped: number;
}

const provider = `(${providerRoles.map(literal).join(', ')})`;

const rolesSql = `
select rolname as name, rolcanlogin as login, rolsuper as super,
       shobj_description(oid, 'pg_authid') is not null as commented
from pg_roles
where rolname !~ '^pg_' and rolname not in ${provider} and rolname <> current_user
order by rolname`;

const settingsSql = `
select r.rolname as role, d.datname as database
from pg_db_role_setting s
left join pg_roles r on r.oid = s.setrole
left join pg_database d on d.oid = s.setdatabase
where coalesce(r.rolname, '') not in ${provider} and coalesce(d.datname, '') <> 'rdsadmin'
order by 1, 2`;

/**
 * Takes passwords, logins and settings from the roles of a server: production's password verifiers and the secrets that
 * `ALTER ROLE … SET` carries must not reach an environment. Drops replication slots.
 */
export async function disarmRoles(session: Session, applicationRoles: readonly string[]): Promise<RolesReport> {
  const settingsReset = await resetSettings(session);
  const slotsDropped = await dropSlots(session);
  const roles = await session.rows<{ name: string; login: boolean; super: boolean; commented: boolean }>(
    rolesSql,
    [],
    'Listing the roles',
  );
  const application = new Set(applicationRoles);
  const absent = applicationRoles.filter((name) => !roles.some((role) => role.name === name));
  if (absent.length > 0) {
    throw new BacklotError(
      'RuleInvalid',
      `The application roles ${absent.join(', ')} do not exist in the clone. Correct \`applicationRoles\` of the database file.`,
      { roles: absent },
    );
  }
  for (const role of roles) {
    const login = application.has(role.name) ? '' : 'nologin ';
    const done = await session.permitted(
      `alter role ${ident(role.name)} ${login}password null`,
      [],
      'Disarming a role',
    );
    if (!done) throw untouchable(role.name);
    if (role.commented) await session.run(`comment on role ${ident(role.name)} is null`, [], 'Removing a comment');
  }
  return {
    disabled: roles.filter((role) => !application.has(role.name)).length,
    passwordsRemoved: application.size,
    settingsReset,
    slotsDropped,
  };
}

async function resetSettings(session: Session): Promise<number> {
  const found = await session.rows<{ role: string | null; database: string | null }>(
    settingsSql,
    [],
    'Listing settings',
  );
  for (const { role, database } of found) {
    const scope = database === null ? '' : ` in database ${ident(database)}`;
    const sql =
      role === null
        ? database === null
          ? 'alter role all reset all'
          : `alter database ${ident(database)} reset all`
        : `alter role ${ident(role)}${scope} reset all`;
    await session.permitted(sql, [], 'Resetting settings');
  }
  // RESET ALL leaves out, without a word, what this user may not set.
  const left = await session.rows<{ role: string | null; database: string | null }>(
    settingsSql,
    [],
    'Listing settings',
  );
  if (left.length > 0) {
    throw new BacklotError(
      'CannotDecide',
      `Settings of ${left.map(({ role, database }) => role ?? database ?? 'all roles').join(', ')} could not be reset, ` +
        'and settings may hold secrets. Reset them at the source.',
    );
  }
  return found.length;
}

async function dropSlots(session: Session): Promise<number> {
  const slots = await session.rows<{ name: string }>(
    'select slot_name as name from pg_replication_slots where not temporary',
    [],
    'Listing replication slots',
  );
  for (const { name } of slots) {
    if (await session.permitted('select pg_drop_replication_slot($1)', [name], 'Dropping a replication slot')) continue;
    throw new BacklotError(
      'CannotDecide',
      `The clone has the replication slot ${name}, from which original rows can be decoded, and the master user may not ` +
        'drop it. Give it the replication role, or drop the slot by other means and start again.',
      { slot: name },
    );
  }
  return slots.length;
}

function untouchable(role: string): BacklotError {
  return new BacklotError(
    'CannotDecide',
    `The role ${role} keeps production's password, because the master user may not alter it. ` +
      'Give the master user ADMIN option on it at the source.',
    { role },
  );
}

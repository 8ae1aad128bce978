import { BacklotError } from '../../domain/errors.js';
import type { Session } from '../session.js';
import { ident } from '../sql/quote.js';
import { stateSchema } from '../target.js';

/** Owners of anything that a scrub touches in the session's database and that the master is not a member of. */
const strangersSql = `
select distinct pg_get_userbyid(o.owner) as role from (
  select relowner from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and n.nspname <> '${stateSchema}'
  union select stxowner from pg_statistic_ext
  union select subowner from pg_subscription where subdbid = (select oid from pg_database where datname = current_database())
  union select nspowner from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
  union select datdba from pg_database where datname = current_database()
  union select r.oid from pg_prepared_xacts x join pg_roles r on r.rolname = x.owner where x.database = current_database()
  union select srvowner from pg_foreign_server
  union select lomowner from pg_largeobject_metadata
) as o (owner)
where not pg_has_role(current_user, o.owner, 'usage')
  or not pg_has_role(current_user, o.owner, 'member')
order by 1`;

/**
 * Makes the master a member of every role that owns something, for only owners may rewrite a table.
 *
 * @returns the roles that it became a member of, to be left again at the end.
 * @throws CannotDecide when the master may not: it has no ADMIN option on the role.
 */
export async function joinOwners(session: Session): Promise<string[]> {
  const strangers = await session.rows<{ role: string }>(strangersSql, [], 'Looking for owners');
  const refused: string[] = [];
  const joined: string[] = [];
  for (const { role } of strangers) {
    const sql =
      session.serverVersion >= 160_000
        ? `grant ${ident(role)} to current_user with inherit true, set true`
        : `grant ${ident(role)} to current_user`;
    if (await session.permitted(sql, [], 'Joining an owner')) joined.push(role);
    else refused.push(role);
  }
  if (refused.length > 0) {
    throw new BacklotError(
      'CannotDecide',
      `In database ${session.database} the roles ${refused.join(', ')} own tables, and the master user may not become ` +
        'a member of them, so it cannot rewrite these. Grant them to the master user at the source, with ADMIN option.',
      { database: session.database, roles: refused },
    );
  }
  return joined;
}

/** Leaves roles that `joinOwners` joined. */
export async function leaveOwners(session: Session, roles: readonly string[]): Promise<void> {
  for (const role of roles) {
    await session.permitted(`revoke ${ident(role)} from current_user`, [], 'Leaving an owner');
  }
}

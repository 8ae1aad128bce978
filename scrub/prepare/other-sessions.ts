import type { Session } from '../session.js';

/**
 * Ends every other client's session, an earlier attempt's included, and waits until they are gone: what they hold
 * open could write, or keep a table locked.
 */
export async function endOtherSessions(session: Session): Promise<number> {
  const ended = await session.rows(
    `select pg_terminate_backend(a.pid, 10000) from pg_stat_activity a join pg_roles r on r.oid = a.usesysid
     where a.backend_type = 'client backend' and a.pid <> pg_backend_pid() and not r.rolsuper`,
    [],
    'Ending other sessions',
  );
  return ended.length;
}

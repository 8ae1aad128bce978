import { createHmac } from 'node:crypto';
import type pg from 'pg';

/*
 * The mark of a run is a role without rights or login in the restored server: of all that a master user may make, only
 * roles are seen from every logical database. Production cannot have it, because its name comes from the unique id of
 * the restored instance and a key; and the image does not, because taking it away is what closes the instance.
 */

const nameBytes = 12;

/** Names the mark of one run on one instance. */
export function markOf(key: Uint8Array, resourceId: string, runId: string): string {
  const digest = createHmac('sha256', key)
    .update(JSON.stringify(['mark', resourceId, runId]))
    .digest('hex');
  return `backlot_run_${digest.slice(0, nameBytes * 2)}`;
}

/** Tells whether a server has a mark. */
export async function isMarked(client: pg.Client, mark: string): Promise<boolean> {
  const { rowCount } = await client.query('select from pg_catalog.pg_roles where rolname = $1', [mark]);
  return rowCount === 1;
}

/** Marks a server; once is enough. */
export async function setMark(client: pg.Client, mark: string): Promise<void> {
  if (!(await isMarked(client, mark))) await client.query(`create role ${mark} nologin`);
}

/** Takes a mark away; none needs nothing. */
export async function removeMark(client: pg.Client, mark: string): Promise<void> {
  await client.query('set default_transaction_read_only = off');
  await client.query(`drop role if exists ${mark}`);
}

/**
 * Says by whom a server is used besides its superuser and ourselves; nothing right after a restore in quarantine. Where
 * somebody is connected, replicates or decodes, it is not the clone that was restored a moment ago.
 */
export async function usersOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ sessions: number; standbys: number; slots: number }>(
    `select (select count(*)::int from pg_catalog.pg_stat_activity a join pg_catalog.pg_roles r on r.oid = a.usesysid
              where a.backend_type = 'client backend' and not r.rolsuper and r.rolname <> current_user) as sessions,
            (select count(*)::int from pg_catalog.pg_stat_replication) as standbys,
            (select count(*)::int from pg_catalog.pg_replication_slots where active) as slots`,
  );
  return Object.entries(rows[0] ?? {}).flatMap(([what, count]) => (count === 0 ? [] : [`${count} ${what}`]));
}

import { leaveOwners } from './prepare/memberships.js';
import { listLogicalDatabases } from './list-databases.js';
import { withSessions, type Session } from './session.js';
import type { ScrubOptions, ScrubTarget } from './target.js';
import { stateSchema } from './target.js';
import { deriveKeys } from './keys.js';
import { RunState } from './state.js';

/** What of the originals may be left where the engine cannot reach it. */
export interface Residue {
  /** Catalogs of the whole server whose dead rows the master user may not remove: they can hold old settings. */
  readonly catalogs: readonly string[];
  /** Whether old write-ahead log was overwritten; the provider's server may not allow the engine to. */
  readonly walOverwritten: boolean;
}

const sharedCatalogs = ['pg_db_role_setting', 'pg_authid', 'pg_shdescription'];

const fillerBytes = 4 * 1024 * 1024;

/** Beyond this, old log is left to time: the report says so. */
const mostFillerBytes = 8 * 1024 ** 3;

/**
 * Removes what the engine keeps in the databases (state, canaries, functions, memberships), and overwrites old
 * write-ahead log. The last step before the snapshot; after it the databases cannot be verified again. May run twice.
 */
export async function removeTraces(
  target: ScrubTarget,
  options: Pick<ScrubOptions, 'key' | 'runId' | 'signal'>,
): Promise<Residue> {
  const keys = deriveKeys(options.key, options.runId);
  const maintenance = target.maintenanceDatabase ?? 'postgres';
  const name = `backlot-scrub ${options.runId}`;
  return await withSessions(target, { name, signal: options.signal }, async (sessions) => {
    for (const database of await sessions.use(maintenance, listLogicalDatabases)) {
      await sessions.use(database, (session) => removeState(session, new RunState(keys, options.runId, database)));
    }
    return await sessions.use(maintenance, async (session) => ({
      catalogs: await compactShared(session),
      walOverwritten: await overwriteWal(session),
    }));
  });
}

async function removeState(session: Session, state: RunState): Promise<void> {
  await session.transaction(async () => {
    if (!(await state.exists(session))) return;
    const joined = JSON.parse((await state.fact(session, 'joined')) ?? '[]') as string[];
    await session.run('set local client_min_messages = warning', [], 'Removing the state of the run');
    await session.run(`drop schema ${stateSchema} cascade`, [], 'Removing the state of the run');
    await leaveOwners(session, joined);
  });
}

/** Compacts the catalogs that hold settings, password verifiers and comments of the whole server, where it may. */
async function compactShared(session: Session): Promise<string[]> {
  const residue: string[] = [];
  for (const catalog of sharedCatalogs) {
    const { may } = await session.row<{ may: boolean }>(
      session.serverVersion >= 170_000
        ? `select has_table_privilege($1, 'MAINTAIN') as may`
        : `select rolsuper and $1 <> '' as may from pg_roles where rolname = current_user`,
      [`pg_catalog.${catalog}`],
      'Looking for the right to compact catalogs',
    );
    if (may) await session.run(`vacuum (full) pg_catalog.${catalog}`, [], 'Compacting a catalog');
    else residue.push(catalog);
  }
  return residue;
}

/**
 * Finished segments of write-ahead log are kept for reuse with their old content, original rows included. So as much
 * filler is logged as there are files; any user may log messages, while few may switch segments.
 */
async function overwriteWal(session: Session): Promise<boolean> {
  if (!(await session.permitted('checkpoint', [], 'Writing a checkpoint'))) return false;
  const counted = 'select count(*)::int as files, coalesce(max(size), 0)::int as size from pg_ls_waldir()';
  if (!(await session.permitted(counted, [], 'Counting log segments'))) return false;
  const { files, size } = await session.row<{ files: number; size: number }>(
    `${counted} where name ~ '^[0-9A-F]{24}$'`,
    [],
    'Counting log segments',
  );
  const bytes = Math.min((files + 1) * size, mostFillerBytes);
  for (let done = 0; done < bytes; done += fillerBytes) {
    await session.rows(
      `select pg_logical_emit_message(false, 'backlot', repeat(' ', $1))`,
      [fillerBytes],
      'Overwriting old log',
    );
  }
  await session.run('checkpoint', [], 'Writing a checkpoint');
  return bytes >= files * size;
}

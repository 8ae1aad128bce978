import type { ScrubTarget } from './target.js';
import { exemptDatabases } from './target.js';
import { joinOwners, leaveOwners } from './prepare/memberships.js';
import { endOtherSessions } from './prepare/other-sessions.js';
import { Sessions } from './session.js';
import { ident } from './sql/quote.js';

/**
 * Makes every session that does not ask otherwise read-only, and ends those that are open. After a scrub no role but
 * the master has a password, so nobody else can open one. May run twice; `openForWriting` undoes it.
 */
export async function closeForWriting(target: ScrubTarget, signal?: AbortSignal): Promise<void> {
  await forEachDatabase(target, signal, (name) => `alter database ${name} set default_transaction_read_only = on`);
}

/** Lets sessions write again. For the environment, after its roles have got their passwords. May run twice. */
export async function openForWriting(target: ScrubTarget, signal?: AbortSignal): Promise<void> {
  await forEachDatabase(target, signal, (name) => `alter database ${name} reset default_transaction_read_only`);
}

async function forEachDatabase(
  target: ScrubTarget,
  signal: AbortSignal | undefined,
  statement: (name: string) => string,
): Promise<void> {
  const sessions = new Sessions(target, 'backlot-scrub closing', signal);
  const maintenance = target.maintenanceDatabase ?? 'postgres';
  try {
    const databases = await sessions.use(maintenance, (session) =>
      session.rows<{ name: string }>(
        'select datname as name from pg_database where datallowconn order by 1',
        [],
        'Listing the logical databases',
      ),
    );
    for (const { name } of databases.filter((database) => !exemptDatabases.has(database.name))) {
      await sessions.use(name, async (session) => {
        const joined = await joinOwners(session);
        await session.run(statement(ident(name)), [], 'Changing who may write');
        await leaveOwners(session, joined);
      });
    }
    await sessions.use(maintenance, endOtherSessions);
  } finally {
    await sessions.close();
  }
}

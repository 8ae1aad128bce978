import { BacklotError } from '../domain/errors.js';
import { joinOwners, leaveOwners } from './prepare/memberships.js';
import { endOtherSessions } from './prepare/other-sessions.js';
import { rollBackPrepared } from './prepare/outward.js';
import { listLogicalDatabases } from './list-databases.js';
import { withSessions, type Session } from './session.js';
import { ident } from './sql/quote.js';
import type { ScrubTarget } from './target.js';

const name = 'backlot-scrub closing';

/**
 * Makes every session that does not ask otherwise read-only, ends those that are open, and rolls back the transactions
 * that they had prepared: such a one is invisible to a verification and appears when it is committed. After a scrub no
 * role but the master has a password, so nobody else can open a session. May run twice; `openForWriting` undoes it.
 *
 * @throws CannotDecide when a prepared transaction is left.
 */
export async function closeForWriting(target: ScrubTarget, signal?: AbortSignal): Promise<void> {
  await forEachDatabase(target, signal, (session, name) => setReadOnly(session, name, 'set'));
  // Ended sessions prepare nothing more, so what they left is looked for after them.
  await forEachDatabase(target, signal, rollBackAsOwner);
  await withSessions(target, { name, signal }, (sessions) =>
    sessions.use(target.maintenanceDatabase ?? 'postgres', requireNonePrepared),
  );
}

/** Lets sessions write again. For the environment, after its roles have got their passwords. May run twice. */
export async function openForWriting(target: ScrubTarget, signal?: AbortSignal): Promise<void> {
  await forEachDatabase(target, signal, (session, name) => setReadOnly(session, name, 'reset'));
}

async function setReadOnly(session: Session, name: string, change: 'set' | 'reset'): Promise<void> {
  const joined = await joinOwners(session);
  const setting = change === 'set' ? 'set default_transaction_read_only = on' : 'reset default_transaction_read_only';
  await session.run(`alter database ${ident(name)} ${setting}`, [], 'Changing who may write');
  await leaveOwners(session, joined);
}

async function rollBackAsOwner(session: Session): Promise<void> {
  const joined = await joinOwners(session);
  await rollBackPrepared(session);
  await leaveOwners(session, joined);
}

async function requireNonePrepared(session: Session): Promise<void> {
  const left = await session.rows<{ database: string }>(
    'select distinct database::text as database from pg_prepared_xacts order by 1',
    [],
    'Looking for prepared transactions',
  );
  if (left.length === 0) return;
  const names = left.map(({ database }) => database);
  throw new BacklotError(
    'CannotDecide',
    `Databases ${names.join(', ')} still have prepared transactions, whose rows nobody can see and which may be ` +
      'committed later. Start again from the raw snapshot.',
    { databases: names },
  );
}

/** Does something in every logical database that is not the provider's, then ends all other sessions. */
async function forEachDatabase(
  target: ScrubTarget,
  signal: AbortSignal | undefined,
  work: (session: Session, name: string) => Promise<void>,
): Promise<void> {
  const maintenance = target.maintenanceDatabase ?? 'postgres';
  await withSessions(target, { name, signal }, async (sessions) => {
    for (const database of await sessions.use(maintenance, listLogicalDatabases)) {
      await sessions.use(database, (session) => work(session, database));
    }
    await sessions.use(maintenance, endOtherSessions);
  });
}

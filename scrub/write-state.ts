import { endOtherSessions } from './prepare/other-sessions.js';
import { withSessions } from './session.js';
import type { ScrubTarget } from './target.js';
import { exemptDatabases } from './target.js';

/** How much was ever written to a server: when two are equal, nothing was written between them. */
export interface WriteState {
  /** Write-ahead log position. It moves a little by itself: checkpoints are logged as well. */
  readonly lsn: string;
  /** The next transaction id. Whatever changes a row or a definition takes one. */
  readonly nextTransaction: string;
  /** Rows inserted, updated and deleted since the statistics began, by database. */
  readonly writes: Readonly<Record<string, string>>;
}

/** What checkpoints and hint bits of a server at rest may add to the log; a rewritten table is far larger. */
const restBytes = 16n * 1024n ** 2n;

/**
 * Ends all other sessions, whose last counts come with their end, and reads how much was ever written. Writes nothing.
 */
export async function readWriteState(target: ScrubTarget, signal?: AbortSignal): Promise<WriteState> {
  return await withSessions(target, { name: 'backlot-scrub closing', signal }, (sessions) =>
    sessions.use(target.maintenanceDatabase ?? 'postgres', async (session) => {
      await endOtherSessions(session);
      const { lsn, next } = await session.row<{ lsn: string; next: string }>(
        `select pg_current_wal_insert_lsn()::text as lsn, pg_snapshot_xmax(pg_current_snapshot())::text as next`,
        [],
        'Reading the log position',
      );
      const rows = await session.rows<{ name: string; writes: string }>(
        `select datname as name, (tup_inserted + tup_updated + tup_deleted)::text as writes
         from pg_stat_database where datname is not null order by 1`,
        [],
        'Reading the write counters',
      );
      return { lsn, nextTransaction: next, writes: Object.fromEntries(rows.map(({ name, writes }) => [name, writes])) };
    }),
  );
}

/**
 * Says what was written between two readings, in words without values; nothing when nothing was. Where the provider
 * keeps a database of its own, its writes take transaction ids and log as well, so only the counters decide there.
 */
export function writesBetween(before: WriteState, after: WriteState): string[] {
  const names = [...new Set([...Object.keys(before.writes), ...Object.keys(after.writes)])];
  const changed = names.filter((name) => before.writes[name] !== after.writes[name]);
  const found = changed.filter((name) => !exemptDatabases.has(name)).map((name) => `rows of database ${name}`);
  if (changed.some((name) => exemptDatabases.has(name))) return found;
  if (before.nextTransaction !== after.nextTransaction) found.push('transactions');
  const grown = position(after.lsn) - position(before.lsn);
  if (grown < 0n || grown > restBytes) found.push('the write-ahead log');
  return found;
}

/** The byte position of a log sequence number such as `1/2A3B4C`. */
function position(lsn: string): bigint {
  const [high = '0', low = '0'] = lsn.split('/');
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}

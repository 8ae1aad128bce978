import type { Client, QueryResultRow } from 'pg';
import { BacklotError } from '../domain/errors.js';
import { sqlState, toSqlFailed } from './sql-error.js';
import type { ScrubTarget } from './target.js';

/**
 * Settings of every session, so that production's own code and settings cannot take part:
 * names resolve to the system's functions and operators only, row-level security raises an error instead of hiding rows,
 * and nothing that a role or database set for itself (timeouts, formats, read-only) applies.
 */
const settings: readonly (readonly [string, string])[] = [
  ['search_path', 'pg_catalog, pg_temp'],
  ['row_security', 'off'],
  ['standard_conforming_strings', 'on'],
  ['client_encoding', 'UTF8'],
  ['DateStyle', 'ISO, YMD'],
  ['IntervalStyle', 'postgres'],
  ['TimeZone', 'UTC'],
  ['bytea_output', 'hex'],
  ['extra_float_digits', '1'],
  ['statement_timeout', '0'],
  ['lock_timeout', '0'],
  ['idle_in_transaction_session_timeout', '0'],
  ['default_transaction_read_only', 'off'],
  ['default_transaction_isolation', 'read committed'],
  ['default_tablespace', ''],
  ['log_parameter_max_length_on_error', '0'],
  ['jit', 'off'],
  // Distinct values are counted by hashing them, and the copy is there for nobody else.
  ['work_mem', '64MB'],
];

/** Settings that a master user may or may not change; each is a second line of defence, not the first. */
const optionalSettings: readonly (readonly [string, string])[] = [
  ['session_replication_role', 'replica'],
  ['event_triggers', 'off'],
  ['log_parameter_max_length', '0'],
  ['transaction_timeout', '0'],
];

/** One connection in the engine's hands. Every error that leaves it is a `BacklotError`. */
export class Session {
  constructor(
    private readonly client: Client,
    readonly database: string,
    readonly pid: number,
    readonly serverVersion: number,
  ) {}

  /** Runs one statement and returns its rows. `doing` goes into the error: words about the engine, no data. */
  async rows<T extends QueryResultRow>(sql: string, values: unknown[] = [], doing = 'A statement'): Promise<T[]> {
    try {
      return (await this.client.query<T>(sql, values)).rows;
    } catch (error) {
      throw toSqlFailed(error, this.database, doing);
    }
  }

  /** Runs one statement that must return exactly one row. */
  async row<T extends QueryResultRow>(sql: string, values: unknown[] = [], doing = 'A statement'): Promise<T> {
    const [row] = await this.rows<T>(sql, values, doing);
    if (row === undefined) {
      throw new BacklotError(
        'CannotDecide',
        `${doing} in database ${this.database} returned no row where one is certain. Start again from the raw snapshot.`,
      );
    }
    return row;
  }

  /** Runs one statement and returns how many rows it touched. */
  async run(sql: string, values: unknown[] = [], doing = 'A statement'): Promise<number> {
    try {
      return (await this.client.query(sql, values)).rowCount ?? 0;
    } catch (error) {
      throw toSqlFailed(error, this.database, doing);
    }
  }

  /** Runs a statement that may be refused for lack of privilege; tells whether it was carried out. */
  async permitted(sql: string, values: unknown[] = [], doing = 'A statement'): Promise<boolean> {
    try {
      await this.client.query(sql, values);
      return true;
    } catch (error) {
      if (['42501', '42704', '42883'].includes(sqlState(error) ?? '')) return false;
      throw toSqlFailed(error, this.database, doing);
    }
  }

  /** Runs `work` in one transaction; any error rolls it back. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.run('begin', [], 'Starting a transaction');
    try {
      const result = await work();
      await this.run('commit', [], 'Committing');
      return result;
    } catch (error) {
      // The connection may be gone; then the server rolls back by itself and the first error is the one to tell.
      await this.client.query('rollback').catch(() => undefined);
      throw error;
    }
  }

  async end(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }
}

/**
 * The sessions of one run, made by {@link withSessions}. When the signal fires, their backends are terminated, so that a cancelled run leaves no
 * statement behind on the server.
 */
export class Sessions {
  private readonly open = new Set<Session>();
  private readonly onAbort = () => void this.terminateAll();

  constructor(
    private readonly target: ScrubTarget,
    private readonly applicationName: string,
    private readonly signal?: AbortSignal,
  ) {
    signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  /** Opens a session with safe settings. */
  async connect(database: string): Promise<Session> {
    this.signal?.throwIfAborted();
    const client = await this.target.connect(database).catch((error: unknown) => {
      throw toSqlFailed(error, database, 'Connecting');
    });
    // Without a listener a lost connection would end the process; the statement in flight reports it.
    client.on('error', () => undefined);
    try {
      const session = await prepare(client, database, this.applicationName);
      this.open.add(session);
      this.signal?.throwIfAborted();
      return session;
    } catch (error) {
      await client.end().catch(() => undefined);
      throw toSqlFailed(error, database, 'Preparing a session');
    }
  }

  /** Runs `work` with a session of its own. */
  async use<T>(database: string, work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.connect(database);
    try {
      return await work(session);
    } finally {
      await this.release(session);
    }
  }

  /** Ends a session that `connect` opened. */
  async release(session: Session): Promise<void> {
    this.open.delete(session);
    await session.end();
  }

  async close(): Promise<void> {
    this.signal?.removeEventListener('abort', this.onAbort);
    await Promise.all([...this.open].map((session) => session.end()));
    this.open.clear();
  }

  private async terminateAll(): Promise<void> {
    const pids = [...this.open].map((session) => session.pid);
    if (pids.length === 0) return;
    try {
      const client = await this.target.connect(this.target.maintenanceDatabase ?? 'postgres');
      client.on('error', () => undefined);
      await client.query('select pg_catalog.pg_terminate_backend(pid) from pg_catalog.unnest($1::int[]) as t(pid)', [
        pids,
      ]);
      await client.end();
    } catch {
      // The server is unreachable: its backends notice the closed sockets.
      await Promise.all([...this.open].map((session) => session.end()));
    }
  }
}

/** Does work with sessions that end with it. Once cancelled, whatever failed did so because its session was ended. */
export async function withSessions<T>(
  target: ScrubTarget,
  { name, signal }: { readonly name: string; readonly signal: AbortSignal | undefined },
  work: (sessions: Sessions) => Promise<T>,
): Promise<T> {
  const sessions = new Sessions(target, name, signal);
  try {
    return await work(sessions);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    await sessions.close();
  }
}

async function prepare(client: Client, database: string, applicationName: string): Promise<Session> {
  const required = [...settings, ['application_name', applicationName] as const];
  const calls = required.map((_, at) => `pg_catalog.set_config($${String(2 * at + 1)}, $${String(2 * at + 2)}, false)`);
  await client.query(`select ${calls.join(', ')}`, required.flat());
  for (const [name, value] of optionalSettings) {
    await client.query('select pg_catalog.set_config($1, $2, false)', [name, value]).catch((error: unknown) => {
      if (!['42501', '42704'].includes(sqlState(error) ?? '')) throw error;
    });
  }
  const { rows } = await client.query<{ pid: number; version: string; path: string; encoding: string }>(
    `select pg_catalog.pg_backend_pid() as pid, pg_catalog.current_setting('server_version_num') as version,
            pg_catalog.current_setting('search_path') as path,
            pg_catalog.current_setting('server_encoding') as encoding`,
  );
  const facts = rows[0];
  if (facts === undefined || facts.path !== 'pg_catalog, pg_temp') {
    throw new BacklotError(
      'CannotDecide',
      `The session to database ${database} did not take its search path, so functions could be production's own. ` +
        'Check that no pooler stands between Backlot and the instance.',
    );
  }
  if (facts.encoding !== 'UTF8') {
    throw new BacklotError(
      'GuardRefused',
      `Database ${database} has encoding ${facts.encoding}. Only UTF8 is searched reliably. Convert it at the source.`,
    );
  }
  return new Session(client, database, facts.pid, Number(facts.version));
}

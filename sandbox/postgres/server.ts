import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

import { copyDataDirectory } from './data-directory.js';
import { whileFrozen } from './freeze.js';
import { PostgresError } from './postgres-error.js';
import type { PostgresPrograms } from './programs.js';
import { asUnprivileged, childEnvironment, type CommandLine } from './run-program.js';
import { hostBasedAuthentication, renderSettings, sandboxSettings, type PostgresSettings } from './settings.js';

/** How a server ends: `fast` rolls back and writes a checkpoint, `immediate` is a crash on purpose. */
export type StopMode = 'fast' | 'immediate';

/** Where a server keeps its things. */
export interface ServerPlaces {
  readonly programs: PostgresPrograms;
  /** Holds configuration and log; outside of the data directory, so that they do not travel with snapshots. */
  readonly home: string;
  readonly dataDirectory: string;
  /** A directory of a short path for the Unix socket. */
  readonly socketDirectory: string;
}

/** The name of the superuser that belongs to the sandbox, as it belongs to AWS on RDS. */
export const ownSuperuser = 'rdsadmin';

/** The database that belongs to the sandbox: it is there whatever the customer drops. */
export const ownDatabase = 'rdsadmin';

/** One PostgreSQL server over one data directory, reachable by a Unix socket only. */
export class PostgresServer {
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #expected = false;

  /** @param crashed called when the server ends without having been told to, once it took connections. */
  constructor(
    readonly places: ServerPlaces,
    readonly crashed: () => void = () => undefined,
  ) {}

  /** The path of the Unix socket. */
  get socket(): string {
    return join(this.places.socketDirectory, '.s.PGSQL.5432');
  }

  get running(): boolean {
    return this.#child !== undefined;
  }

  /**
   * Starts the server and returns when it takes connections, recovery included.
   *
   * @throws {PostgresError} with the server's last words when it ends instead.
   */
  async start(settings: PostgresSettings): Promise<void> {
    const { home, dataDirectory, socketDirectory } = this.places;
    await mkdir(home, { recursive: true, mode: 0o700 });
    await mkdir(socketDirectory, { recursive: true, mode: 0o700 });
    await chmod(dataDirectory, 0o700);
    await rm(join(dataDirectory, 'postmaster.pid'), { force: true });
    await this.#configure(settings);
    const log = await open(join(home, 'postgres.log'), 'a', 0o600);
    const line = asUnprivileged(
      dyingWithHost({
        command: join(this.places.programs.bin, 'postgres'),
        args: ['-D', dataDirectory, '-c', `config_file=${join(home, 'postgresql.conf')}`],
      }),
    );
    const child = spawn(line.command, [...line.args], {
      cwd: home,
      env: { ...childEnvironment },
      stdio: ['ignore', log.fd, log.fd],
      // A session of its own: an interrupt from the terminal is for us, and we end our servers in order.
      detached: true,
    });
    this.#child = child;
    this.#expected = true;
    this.#exited = new Promise((resolve) => {
      const gone = (): void => {
        if (this.#child === child) this.#child = undefined;
        resolve();
        if (!this.#expected) this.crashed();
      };
      child.once('error', gone);
      child.once('exit', gone);
    });
    await log.close();
    await this.#untilReady(child);
    this.#expected = false;
  }

  /** Writes new settings and lets the running server read them; those that need a restart wait for one. */
  async reload(settings: PostgresSettings): Promise<void> {
    await this.#configure(settings);
    this.#child?.kill('SIGHUP');
  }

  /** Ends the server and returns when it is gone; one that does not run is fine. */
  async stop(mode: StopMode): Promise<void> {
    this.#expected = true;
    this.#child?.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await this.#exited;
  }

  /**
   * Copies the data directory as a storage snapshot would: all at one instant, with everything that an orderly backup
   * leaves out. The server stands still meanwhile.
   *
   * @returns the instant of the copy.
   */
  async snapshotTo(target: string): Promise<Date> {
    const pid = this.#child?.pid;
    if (pid === undefined) {
      const instant = new Date();
      await copyDataDirectory(this.places.dataDirectory, target);
      return instant;
    }
    // Not needed for consistency: it only leaves a restored copy less to recover.
    await this.asSuperuser(ownDatabase, (client) => client.query('CHECKPOINT')).catch(() => undefined);
    return await whileFrozen(pid, async () => {
      const instant = new Date();
      await copyDataDirectory(this.places.dataDirectory, target);
      return instant;
    });
  }

  /** Runs `work` with a superuser connection. */
  async asSuperuser<T>(database: string, work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({
      host: this.places.socketDirectory,
      user: ownSuperuser,
      database,
      // Passwords pass through here; whatever the parameter group logs, these statements stay out of it.
      options: '-c log_statement=none -c log_min_duration_statement=-1 -c log_min_error_statement=panic',
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  async #configure(settings: PostgresSettings): Promise<void> {
    const { home, dataDirectory, socketDirectory } = this.places;
    const authentication = join(home, 'pg_hba.conf');
    await writeFile(authentication, hostBasedAuthentication, { mode: 0o600 });
    await writeFile(
      join(home, 'postgresql.conf'),
      renderSettings(settings, sandboxSettings, {
        data_directory: dataDirectory,
        hba_file: authentication,
        unix_socket_directories: socketDirectory,
      }),
      { mode: 0o600 },
    );
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const pidFile = join(this.places.dataDirectory, 'postmaster.pid');
    const deadline = Date.now() + 120_000;
    while (this.#child === child && Date.now() < deadline) {
      const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
      if (lines[0] === String(child.pid) && lines[7]?.trim() === 'ready') return;
      await sleep(10);
    }
    child.kill('SIGQUIT');
    await this.#exited;
    throw new PostgresError(`PostgreSQL did not start: ${await this.#lastWords()}`);
  }

  async #lastWords(): Promise<string> {
    const log = await readFile(join(this.places.home, 'postgres.log'), 'utf8').catch(() => '');
    const lines = log.trimEnd().split('\n');
    return (
      lines
        .filter((line) => /FATAL|PANIC|HINT|DETAIL/.test(line))
        .slice(-4)
        .join(' ') || lines.slice(-3).join(' ')
    );
  }
}

/** On Linux the server dies with this process, also when that is killed: immediately, as in a crash. */
function dyingWithHost(line: CommandLine): CommandLine {
  if (process.platform !== 'linux') return line;
  return { command: 'setpriv', args: ['--pdeathsig', 'QUIT', '--', line.command, ...line.args] };
}

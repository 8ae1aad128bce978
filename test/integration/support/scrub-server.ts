import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { copyDataDirectory, removeDirectory } from '../../../sandbox/postgres/data-directory.js';
import { findPostgresPrograms } from '../../../sandbox/postgres/programs.js';
import { createMasterUser } from '../../../sandbox/postgres/roles.js';
import { PostgresServer } from '../../../sandbox/postgres/server.js';
import type { PostgresSettings } from '../../../sandbox/postgres/settings.js';
import { baseSettings } from '../../../sandbox/postgres/settings.js';
import type { PostgresTemplate } from '../../../sandbox/postgres/template.js';
import { createDataDirectory, ensureTemplate } from '../../../sandbox/postgres/template.js';
import type { ScrubTarget } from '../../../scrub/target.js';

const master = { name: 'chief', password: 'chief-of-tests' };

/** Servers made from one filled data directory, each for one test: a scrub takes a whole server. */
export class ScrubServers {
  private constructor(
    private readonly home: string,
    private readonly template: PostgresTemplate,
    private readonly settings: PostgresSettings,
  ) {}

  /** Makes a server with RDS's master user, lets `fill` make production of it, and keeps its data directory. */
  static async create(fill: (server: ScrubServer) => Promise<void>): Promise<ScrubServers> {
    const home = await mkdtemp(join(tmpdir(), 'backlot-scrub-'));
    let first: ScrubServer | undefined;
    try {
      const programs = await findPostgresPrograms(process.env['BACKLOT_SANDBOX_VENV'] ?? '.sandbox/venv');
      const template = await ensureTemplate(programs, join(home, 'cache'));
      const settings: PostgresSettings = {
        ...baseSettings,
        extension_control_path: `${template.extensions}:$system`,
        max_prepared_transactions: '4',
        wal_level: 'logical',
        log_statement: 'all',
        log_parameter_max_length: '0',
      };
      const servers = new ScrubServers(home, template, settings);
      await createDataDirectory(template, join(home, 'first'));
      first = await servers.launch('first');
      await first.server.asSuperuser('postgres', (client) => createMasterUser(client, master, undefined));
      await fill(first);
      await first.server.stop('fast');
      return servers;
    } catch (error) {
      await first?.server.stop('immediate');
      await removeDirectory(home);
      throw error;
    }
  }

  /** Starts a server over a copy of the filled data directory. */
  async start(name: string): Promise<ScrubServer> {
    await copyDataDirectory(join(this.home, 'first'), join(this.home, name));
    return this.launch(name);
  }

  async remove(): Promise<void> {
    await removeDirectory(this.home);
  }

  private async launch(name: string): Promise<ScrubServer> {
    const server = new PostgresServer({
      programs: this.template.programs,
      home: join(this.home, `${name}-home`),
      dataDirectory: join(this.home, name),
      socketDirectory: join(this.home, `${name}-s`),
    });
    await server.start(this.settings);
    return new ScrubServer(server, this.settings);
  }
}

/** One server under test. */
export class ScrubServer {
  readonly target: ScrubTarget = { connect: (database) => this.connect(database) };

  constructor(
    readonly server: PostgresServer,
    private readonly settings: PostgresSettings,
  ) {}

  /** Opens a session of the master user. */
  async connect(database: string): Promise<pg.Client> {
    const client = new pg.Client({
      host: this.server.places.socketDirectory,
      user: master.name,
      password: master.password,
      database,
    });
    await client.connect();
    return client;
  }

  /** Runs statements as the master user; returns the rows of the last. */
  async query(database: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
    const client = await this.connect(database);
    try {
      return await runAll(client, statements);
    } finally {
      await client.end();
    }
  }

  /** Runs statements as the provider's superuser; returns the rows of the last. */
  asProvider(database: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
    return this.server.asSuperuser(database, (client) => runAll(client, statements));
  }

  /** Kills the server as a power cut would, and starts it again. */
  async crash(): Promise<void> {
    await this.server.stop('immediate');
    await this.server.start(this.settings);
  }

  /** Everything that the server has logged. */
  log(): Promise<string> {
    return readFile(join(this.server.places.home, 'postgres.log'), 'utf8');
  }

  async close(): Promise<void> {
    await this.server.stop('immediate');
    await removeDirectory(this.server.places.dataDirectory);
  }
}

async function runAll(client: pg.Client, statements: readonly string[]): Promise<Record<string, unknown>[]> {
  let rows: Record<string, unknown>[] = [];
  for (const statement of statements) rows = (await client.query<Record<string, unknown>>(statement)).rows;
  return rows;
}

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { copyDataDirectory, removeDirectory } from '../postgres/data-directory.js';
import { findPostgresPrograms } from '../postgres/programs.js';
import { PostgresServer } from '../postgres/server.js';
import { baseSettings } from '../postgres/settings.js';
import { ensureTemplate } from '../postgres/template.js';
import { ensureDataDirectories } from './data-directories.js';
import type { FillProgress, SeedConnect } from './fill-instance.js';
import type { InstanceSeed, SeedRole } from './instance-seed.js';
import { productionSeeds } from './production-seeds.js';
import { productionPassword } from './roles.js';

/** A PostgreSQL server over one instance's data, with no RDS around it. */
export interface ProductionServer {
  readonly seed: InstanceSeed;
  readonly server: PostgresServer;
  readonly connect: SeedConnect;
  /** Runs `work` in a session of a role, and ends the session. */
  as<T>(role: SeedRole, database: string, work: (client: pg.Client) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** What {@link startProductionServer} starts, and with what. */
export interface ProductionServerOptions {
  /** Such as `prod-users`. */
  readonly identifier: string;
  /** Of the databases of all instances together. */
  readonly megabytes: number;
  /** The virtual environment with PostgreSQL. */
  readonly venv: string;
  /** Where data are kept for the next server; without it they are made anew. */
  readonly cacheDirectory?: string;
  readonly onProgress?: (progress: FillProgress) => void;
}

/** Generates one instance's data and starts a server over them, in a directory that `close` removes. */
export async function startProductionServer(options: ProductionServerOptions): Promise<ProductionServer> {
  const { identifier } = options;
  const seed = productionSeeds(options.megabytes).find((one) => one.identifier === identifier);
  if (seed === undefined) throw new Error(`There is no seed of ${identifier}.`);
  const programs = await findPostgresPrograms(options.venv);
  const home = await mkdtemp(join(tmpdir(), 'backlot-seed-'));
  const dataDirectory = join(home, 'pgdata');
  const socketDirectory = join(home, 's');
  const server = new PostgresServer({ programs, home: join(home, 'home'), dataDirectory, socketDirectory });
  const close = async (): Promise<void> => {
    await server.stop('immediate');
    await removeDirectory(home);
  };
  const connect: SeedConnect = async (role, database) => {
    const client = new pg.Client({ host: socketDirectory, user: role, password: productionPassword(role), database });
    await client.connect();
    return client;
  };
  try {
    const cacheDirectory = options.cacheDirectory ?? join(home, 'cache');
    const template = await ensureTemplate(programs, cacheDirectory);
    const directories = await ensureDataDirectories([seed], template, cacheDirectory, options.onProgress);
    await copyDataDirectory(directories.get(identifier) ?? '', dataDirectory);
    await server.start(baseSettings);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    seed,
    server,
    connect,
    async as(role, database, work) {
      const client = await connect(role, database);
      try {
        return await work(client);
      } finally {
        await client.end();
      }
    },
    close,
  };
}

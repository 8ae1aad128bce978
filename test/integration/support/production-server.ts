import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';

import { copyDataDirectory, removeDirectory } from '../../../sandbox/postgres/data-directory.js';
import { findPostgresPrograms } from '../../../sandbox/postgres/programs.js';
import { PostgresServer } from '../../../sandbox/postgres/server.js';
import { baseSettings } from '../../../sandbox/postgres/settings.js';
import { ensureTemplate } from '../../../sandbox/postgres/template.js';
import { ensureDataDirectories } from '../../../sandbox/seed/data-directories.js';
import type { SeedConnect } from '../../../sandbox/seed/fill-instance.js';
import type { InstanceSeed, SeedRole } from '../../../sandbox/seed/instance-seed.js';
import { productionSeeds } from '../../../sandbox/seed/production-seeds.js';
import { productionPassword } from '../../../sandbox/seed/roles.js';

/** A PostgreSQL server over one instance's data, with no RDS around it. */
export interface ProductionServer {
  readonly seed: InstanceSeed;
  readonly server: PostgresServer;
  readonly connect: SeedConnect;
  /** Runs `work` in a session of a role, and ends the session. */
  as<T>(role: SeedRole, database: string, work: (client: pg.Client) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Generates one instance's data, such as those of `prod-users`, and starts a server over them.
 *
 * @param cache - a directory of the caller's in which data are kept for the next server; without it they are made anew.
 */
export async function startProductionServer(
  identifier: string,
  megabytes: number,
  cache?: string,
): Promise<ProductionServer> {
  const seed = productionSeeds(megabytes).find((one) => one.identifier === identifier);
  if (seed === undefined) throw new Error(`There is no seed of ${identifier}.`);
  const programs = await findPostgresPrograms(process.env['BACKLOT_SANDBOX_VENV'] ?? '.sandbox/venv');
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
    const cacheDirectory = cache ?? join(home, 'cache');
    const template = await ensureTemplate(programs, cacheDirectory);
    const directories = await ensureDataDirectories([seed], template, cacheDirectory);
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

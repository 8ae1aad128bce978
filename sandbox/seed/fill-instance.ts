import type pg from 'pg';
import type { DatabaseSeed, InstanceSeed, SeedRole, SeedScript } from './instance-seed.js';
import { masterUser } from './roles.js';

/** Opens a session of a role in a logical database. The caller of it ends the session. */
export type SeedConnect = (role: SeedRole, database: string) => Promise<pg.Client>;

/** How far the filling is. */
export interface FillProgress {
  readonly instance: string;
  readonly database: string;
  readonly stepsDone: number;
  readonly stepsTotal: number;
}

/** What {@link fillInstance} needs besides the seed. */
export interface FillOptions {
  readonly connect: SeedConnect;
  /** Sessions per logical database that fill tables at the same time. */
  readonly connections: number;
  readonly onProgress?: (progress: FillProgress) => void;
}

async function withSession<T>(connection: Promise<pg.Client>, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connection;
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** Generation is repeated if the machine dies, so it waits for no disk; times are written in UTC. */
const sessionSettings = `SET synchronous_commit = off; SET timezone = 'UTC'; SET client_min_messages = warning;`;

async function runScript(connect: SeedConnect, database: string, script: SeedScript): Promise<void> {
  await withSession(connect(script.role, database), async (client) => {
    await client.query(sessionSettings);
    await client.query(script.sql);
  });
}

async function fillTables(
  connect: SeedConnect,
  seed: DatabaseSeed,
  connections: number,
  done: () => void,
): Promise<void> {
  const queue = [...seed.fills];
  const session = (): Promise<void> =>
    withSession(connect('app_owner', seed.name), async (client) => {
      await client.query(sessionSettings);
      for (let sql = queue.shift(); sql !== undefined; sql = queue.shift()) {
        await client.query(sql);
        done();
      }
    });
  await Promise.all(Array.from({ length: Math.min(connections, queue.length) }, session));
}

async function fillDatabase(instance: string, seed: DatabaseSeed, options: FillOptions): Promise<void> {
  const stepsTotal = seed.before.length + seed.fills.length + seed.after.length + 1;
  let stepsDone = 0;
  const done = (): void => {
    stepsDone += 1;
    options.onProgress?.({ instance, database: seed.name, stepsDone, stepsTotal });
  };
  for (const script of seed.before) {
    await runScript(options.connect, seed.name, script);
    done();
  }
  await fillTables(options.connect, seed, options.connections, done);
  for (const script of seed.after) {
    await runScript(options.connect, seed.name, script);
    done();
  }
  await runScript(options.connect, seed.name, { role: 'app_owner', sql: 'ANALYZE' });
  await runScript(options.connect, seed.name, { role: 'reporting', sql: 'ANALYZE' });
  done();
}

/**
 * Creates roles, databases and rows of one production instance, over SQL and with the rights of an RDS master user.
 *
 * @param seed - what to create; its first database exists already, empty.
 */
export async function fillInstance(seed: InstanceSeed, options: FillOptions): Promise<void> {
  const [first, ...others] = seed.databases;
  if (first === undefined) throw new Error(`The seed of ${seed.identifier} names no database. Give it at least one.`);
  await withSession(options.connect(masterUser, first.name), async (client) => {
    await client.query(seed.roles);
    for (const database of others) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database.name)}`);
  });
  await Promise.all(seed.databases.map((database) => fillDatabase(seed.identifier, database, options)));
  await withSession(options.connect(masterUser, first.name), async (client) => {
    for (const sql of seed.settings) await client.query(sql);
  });
}

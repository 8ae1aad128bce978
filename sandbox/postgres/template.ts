import { randomBytes, randomUUID } from 'node:crypto';
import { access, mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { copyDataDirectory, removeDirectory } from './data-directory.js';
import { writeTrustedExtensions } from './extensions.js';
import { readParameterCatalog, type KnownParameter } from './parameter-catalog.js';
import type { PostgresPrograms } from './programs.js';
import { ownRolesSql } from './roles.js';
import { asUnprivileged, runProgram } from './run-program.js';
import { ownSuperuser, PostgresServer } from './server.js';
import { baseSettings } from './settings.js';
import { makeSocketDirectory } from './socket-directory.js';

/** Part of the cache's name: raise it whenever the content of a template changes. */
const revision = 2;

/** An initialised data directory from which new servers are copied, and what is known about its server. */
export interface PostgresTemplate {
  readonly programs: PostgresPrograms;
  /** `18.6` */
  readonly version: string;
  readonly dataDirectory: string;
  /** For `extension_control_path`. */
  readonly extensions: string;
  readonly parameters: readonly KnownParameter[];
}

/** Returns the template of the installed PostgreSQL version from the cache, made on first use. */
export async function ensureTemplate(programs: PostgresPrograms, cache: string): Promise<PostgresTemplate> {
  const banner = await runProgram({ command: join(programs.bin, 'postgres'), args: ['--version'] });
  const version = /\d+(\.\d+)+/.exec(banner)?.[0] ?? banner.trim();
  const home = join(cache, `postgres-${version}-${String(revision)}`);
  const exists = await access(join(home, 'parameters.json')).then(
    () => true,
    () => false,
  );
  if (!exists) await createTemplate(programs, home);
  return {
    programs,
    version,
    dataDirectory: join(home, 'pgdata'),
    extensions: join(home, 'extensions'),
    parameters: JSON.parse(await readFile(join(home, 'parameters.json'), 'utf8')) as KnownParameter[],
  };
}

/** Makes a new data directory from the template, with a system identifier of its own as every `initdb` gives one. */
export async function createDataDirectory(template: PostgresTemplate, to: string): Promise<void> {
  await copyDataDirectory(template.dataDirectory, to);
  // The identifier is the first field of the control file. pg_resetwal takes it over, mends the checksum (for which
  // it wants to be forced) and starts a WAL that carries it.
  const control = await open(join(to, 'global', 'pg_control'), 'r+');
  await control.write(systemIdentifier(), 0, 8, 0);
  await control.close();
  await runProgram(asUnprivileged({ command: join(template.programs.bin, 'pg_resetwal'), args: ['-f', '-D', to] }));
}

/** PostgreSQL's own recipe: the time in the upper half, something random in the lower one. */
function systemIdentifier(): Buffer {
  const identifier = Buffer.alloc(8);
  identifier.writeUInt32LE(randomBytes(4).readUInt32LE(), 0);
  identifier.writeUInt32LE(Math.floor(Date.now() / 1000), 4);
  return identifier;
}

async function createTemplate(programs: PostgresPrograms, home: string): Promise<void> {
  const unfinished = `${home}.${randomUUID().slice(0, 8)}.part`;
  const dataDirectory = join(unfinished, 'pgdata');
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  const sockets = await makeSocketDirectory(join(unfinished, 's'));
  try {
    await runProgram(
      asUnprivileged({
        command: join(programs.bin, 'initdb'),
        args: [
          ...['-D', dataDirectory, '-U', ownSuperuser, '--no-sync', '--encoding=UTF8', '--auth=reject'],
          ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
        ],
      }),
    );
    await writeTrustedExtensions(programs, join(unfinished, 'extensions'));
    const server = new PostgresServer({
      programs,
      home: join(unfinished, 'home'),
      dataDirectory,
      socketDirectory: sockets,
    });
    await server.start(baseSettings);
    const parameters = await server.asSuperuser('postgres', async (client) => {
      for (const statement of ownRolesSql) await client.query(statement);
      return await readParameterCatalog(client);
    });
    await server.stop('fast');
    await writeFile(join(unfinished, 'parameters.json'), JSON.stringify(parameters));
    await rename(unfinished, home).catch(async (error: unknown) => {
      // Somebody else finished the same template first, which is as good.
      await access(join(home, 'parameters.json')).catch(() => Promise.reject(error as Error));
    });
  } finally {
    await removeDirectory(sockets);
    await removeDirectory(unfinished);
  }
}

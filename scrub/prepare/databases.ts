import { BacklotError } from '../../domain/errors.js';
import type { ScrubRules } from '../../domain/fleet/rules.js';
import type { Session } from '../session.js';
import { exemptDatabases, systemDatabases } from '../target.js';

/** The logical databases of a server against those that the rules name. */
export interface DatabaseList {
  /** Databases to open, in order of name. Unnamed system databases are among them: they must prove to be empty. */
  readonly open: readonly string[];
  /** Databases that no rule names. */
  readonly missing: readonly string[];
  /** Databases that rules name and the server does not have. */
  readonly unknown: readonly string[];
}

/**
 * Lists all logical databases but the provider's.
 *
 * @throws CannotDecide when one refuses connections, so that nobody can look into it.
 */
export async function listDatabases(session: Session, rules: ScrubRules): Promise<DatabaseList> {
  const rows = await session.rows<{ name: string; open: boolean }>(
    `select datname as name, datallowconn and datconnlimit <> -2 as open from pg_database order by datname`,
    [],
    'Listing the logical databases',
  );
  const present = rows.filter((row) => !exemptDatabases.has(row.name));
  const closed = present.filter((row) => !row.open).map((row) => row.name);
  if (closed.length > 0) {
    throw new BacklotError(
      'CannotDecide',
      `The logical databases ${closed.join(', ')} accept no connections, so nobody can tell what they hold. ` +
        'Drop them at the source, or let them accept connections there and write rules for them.',
      { databases: closed },
    );
  }
  const names = present.map((row) => row.name);
  return {
    open: names,
    missing: names.filter((name) => !Object.hasOwn(rules.databases, name) && !systemDatabases.has(name)),
    unknown: Object.keys(rules.databases).filter((name) => !names.includes(name)),
  };
}

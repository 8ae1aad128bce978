import type { Session } from './session.js';
import { exemptDatabases } from './target.js';

/** Names the logical databases that take connections and are not the provider's, in order. */
export async function listLogicalDatabases(session: Session): Promise<string[]> {
  const rows = await session.rows<{ name: string }>(
    'select datname as name from pg_database where datallowconn order by 1',
    [],
    'Listing the logical databases',
  );
  return rows.map(({ name }) => name).filter((name) => !exemptDatabases.has(name));
}

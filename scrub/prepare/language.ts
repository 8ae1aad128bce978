import { BacklotError } from '../../domain/errors.js';
import type { Session } from '../session.js';

/**
 * Makes sure that the functions of rules can be created in a database.
 *
 * @throws GuardRefused when production has removed the language that they are written in.
 */
export async function requireLanguage(session: Session): Promise<void> {
  const { present } = await session.row<{ present: boolean }>(
    `select exists (select from pg_language where lanname = 'plpgsql') as present`,
    [],
    'Looking for PL/pgSQL',
  );
  if (present) return;
  throw new BacklotError(
    'GuardRefused',
    `Database ${session.database} has no PL/pgSQL, in which the scrub writes the functions of its rules, so nothing was ` +
      'changed. Run CREATE EXTENSION plpgsql in it at the source.',
    { database: session.database },
  );
}

import { BacklotError } from '../domain/errors.js';

/** The fields of a server error that name objects and hold no data. */
const nameFields = ['schema', 'table', 'column', 'constraint', 'dataType'] as const;

/** SQLSTATEs of a server that stops, starts, or ends a session from outside: nothing is wrong with the statement. */
const interrupted = /^(08|57P0[1-5])/;

/** The SQLSTATE of an error of the server, or undefined when it did not come from there. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined;
}

/**
 * Turns whatever a statement threw into an error that can leave the data worker: the SQLSTATE and names of objects.
 * The server's message, detail, hint, context and query are dropped, for they quote values.
 */
export function toSqlFailed(error: unknown, database: string, doing: string): BacklotError {
  if (error instanceof BacklotError) return error;
  const state = sqlState(error);
  if (state === undefined || interrupted.test(state)) {
    return new BacklotError(
      'ConnectionLost',
      `${doing} in database ${database} lost its connection${state === undefined ? '' : ` (SQLSTATE ${state})`}. ` +
        'The step goes on where it stopped; if this repeats, look at the instance.',
      { database, sqlState: state ?? null },
    );
  }
  const names: Record<string, string> = {};
  for (const field of nameFields) {
    const value = (error as Record<string, unknown>)[field];
    if (typeof value === 'string') names[field] = value;
  }
  const where = [names['schema'], names['table'], names['column'] ?? names['constraint']].filter(Boolean).join('.');
  return new BacklotError(
    'SqlFailed',
    `${doing} in database ${database} failed with SQLSTATE ${state}` +
      `${where === '' ? '' : ` at ${where}`}. The server's words are withheld because they may quote data. ` +
      'Look the code up in the PostgreSQL manual (appendix A) and check the rule of the object named here.',
    { database, sqlState: state, ...names },
  );
}

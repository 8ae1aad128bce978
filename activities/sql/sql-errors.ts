import pg from 'pg';
import { BacklotError } from '../../domain/errors.js';
import { NotReadyError } from '../edge/not-ready.js';

const againInMs = 1_000;

/** SQLSTATEs of an instance that is starting, or whose new password is not in force yet. */
const soon = ['57P03', '28P01', '53300'];

/** System errors of a network that is not there yet. */
const unreachable = ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND', 'EPIPE'];

/**
 * Turns an error of a database connection into one that may leave the data worker: the SQLSTATE and object names, never
 * the server's words, which quote rows.
 */
export function sqlFailure(action: string, error: unknown): Error {
  if (error instanceof BacklotError || error instanceof NotReadyError) return error;
  if (error instanceof pg.DatabaseError) {
    if (soon.includes(error.code ?? '')) return new NotReadyError(`${action}: SQLSTATE ${error.code ?? ''}`, againInMs);
    const names = [error.schema, error.table, error.column, error.constraint].filter((name) => name !== undefined);
    return new BacklotError(
      'SqlFailed',
      `${action} failed with SQLSTATE ${error.code ?? 'unknown'}${names.length > 0 ? ` at ${names.join('.')}` : ''}. ` +
        'The server’s own words stay out of history because they may quote data.',
    );
  }
  const code = (error as { code?: string } | undefined)?.code;
  if (code !== undefined && unreachable.includes(code)) return new NotReadyError(`${action}: ${code}`, againInMs);
  // pg reports a connection that the other side closes as a plain error without a code.
  if (error instanceof Error && /terminated|timeout/i.test(error.message)) {
    return new NotReadyError(`${action}: the connection ended`, againInMs);
  }
  return error instanceof Error ? error : new Error('not an error');
}

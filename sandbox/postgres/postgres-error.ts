/** A PostgreSQL program or server of the sandbox did not do what it was started for. */
export class PostgresError extends Error {
  override readonly name = 'PostgresError';
}

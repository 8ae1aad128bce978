/**
 * The outcome "not yet" of an activity that looks once at something slow. It costs neither a worker slot nor history:
 * Temporal asks again after the given time.
 */
export class NotReadyError extends Error {
  override readonly name = 'NotReadyError';

  constructor(
    message: string,
    /** When to look again, in ms. */
    readonly againInMs: number,
  ) {
    super(message);
  }
}

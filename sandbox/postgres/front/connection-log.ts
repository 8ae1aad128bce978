/** One attempt to open a connection to an instance. */
export interface ConnectionAttempt {
  readonly at: Date;
  readonly source: string;
  /** Whether the security groups let the source in; a refused one got not a single byte. */
  readonly accepted: boolean;
}

const kept = 10_000;

/** Remembers the latest attempts to connect, refused ones included. */
export class ConnectionLog {
  readonly #attempts: ConnectionAttempt[] = [];

  record(source: string, accepted: boolean): void {
    this.#attempts.push({ at: new Date(), source, accepted });
    if (this.#attempts.length > kept) this.#attempts.splice(0, this.#attempts.length - kept);
  }

  all(): readonly ConnectionAttempt[] {
    return [...this.#attempts];
  }
}

import type { Client } from 'pg';

/** How often a statement ran, and for how many milliseconds in all. */
export interface StatementTime {
  readonly statement: string;
  readonly runs: number;
  readonly ms: number;
}

/** Adds up how long the statements of watched connections take. */
export class StatementTimes {
  private readonly times = new Map<string, { runs: number; ms: number }>();

  /** Measures every statement that a connection sends from now on. */
  watch(client: Client): Client {
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    const measured = async (...args: unknown[]): Promise<unknown> => {
      const startedAt = performance.now();
      try {
        return await query(...args);
      } finally {
        this.add(String(args[0]), performance.now() - startedAt);
      }
    };
    return Object.assign(client, { query: measured });
  }

  /** The statements that took longest, in all of their runs. */
  slowest(count: number): StatementTime[] {
    return [...this.times]
      .map(([statement, time]) => ({ statement, ...time }))
      .sort((a, b) => b.ms - a.ms)
      .slice(0, count);
  }

  private add(sql: string, ms: number): void {
    const statement = sql.replaceAll(/\s+/g, ' ').trim();
    const time = this.times.get(statement) ?? { runs: 0, ms: 0 };
    this.times.set(statement, { runs: time.runs + 1, ms: time.ms + ms });
  }
}

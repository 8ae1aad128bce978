import { readFileSync } from 'node:fs';
import type { Client } from 'pg';

/** What a statement took, in all of its runs. */
export interface StatementCost {
  readonly statement: string;
  readonly runs: number;
  readonly cpuMs: number;
}

/**
 * Adds up the processor time of the servers' processes behind watched connections. Unlike time on the clock it hardly
 * depends on what else the machine does. For local servers on Linux.
 */
export class Backends {
  private readonly statements = new Map<string, { runs: number; cpuMs: number }>();
  private readonly lastRead = new Map<number, number>();
  private total = 0;

  /** Measures every statement that a connection sends from now on. */
  watch(client: Client): Client {
    const { processID: pid } = client as Client & { readonly processID: number };
    this.lastRead.set(pid, 0);
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    const measured = async (...args: unknown[]): Promise<unknown> => {
      try {
        return await query(...args);
      } finally {
        this.add(String(args[0]), pid);
      }
    };
    return Object.assign(client, { query: measured });
  }

  /** Processor time in milliseconds so far. */
  get cpuMs(): number {
    return this.total;
  }

  /** The statements that took most. */
  costliest(count: number): StatementCost[] {
    return [...this.statements]
      .map(([statement, cost]) => ({ statement, ...cost }))
      .sort((a, b) => b.cpuMs - a.cpuMs)
      .slice(0, count);
  }

  private add(sql: string, pid: number): void {
    const read = processCpuMs(pid) ?? this.lastRead.get(pid) ?? 0;
    const spent = read - (this.lastRead.get(pid) ?? 0);
    this.lastRead.set(pid, read);
    this.total += spent;
    const statement = sql.replaceAll(/\s+/g, ' ').trim();
    const { runs, cpuMs } = this.statements.get(statement) ?? { runs: 0, cpuMs: 0 };
    this.statements.set(statement, { runs: runs + 1, cpuMs: cpuMs + spent });
  }
}

/** `undefined` when the process is gone. */
function processCpuMs(pid: number): number | undefined {
  try {
    const [nanoseconds] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
    return Number(nanoseconds) / 1e6;
  } catch {
    return undefined;
  }
}

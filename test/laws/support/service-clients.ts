import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Doorway, Login } from './environment-clients.js';

/** A service of an environment that uses its database all the time, in one of the ways in which services do. */
export interface ServiceClient {
  /** Queries that were answered, so far. */
  readonly answers: () => number;
  /** What went wrong, so far. */
  readonly errors: () => readonly string[];
  /** The server that answered last, by the moment of its start. */
  readonly server: () => string;
  stop(): Promise<void>;
}

const pauseMs = 50;

/** How a client gets the connection for one query, and what it does with it afterwards. */
interface Habit {
  borrow(): Promise<pg.Client>;
  giveBack(client: pg.Client, failed: boolean): Promise<void>;
  close(): Promise<void>;
}

/** Connects anew for every query, by a name that it resolves every time. */
export function startReconnectingClient(doorway: Doorway, login: Login): ServiceClient {
  return start({
    borrow: () => doorway.connect(login),
    giveBack: end,
    close: async () => {},
  });
}

/** Connects anew for every query, by an address that it keeps for as long as the record lives. */
export function startCachingClient(doorway: Doorway, login: Login, ttlMs: number): ServiceClient {
  let cached = { address: '', until: 0 };
  return start({
    async borrow() {
      if (Date.now() >= cached.until) {
        cached = { address: await doorway.resolve(login.host), until: Date.now() + ttlMs };
      }
      return doorway.connect(login, cached.address);
    },
    giveBack: end,
    close: async () => {},
  });
}

/** Keeps its connections for as long as they work, as a pool does. */
export function startPooledClient(doorway: Doorway, login: Login): ServiceClient {
  let pooled: pg.Client | undefined;
  return start({
    async borrow() {
      pooled ??= await doorway.connect(login);
      return pooled;
    },
    async giveBack(client, failed) {
      if (!failed) return;
      pooled = undefined;
      await end(client);
    },
    close: async () => {
      if (pooled !== undefined) await end(pooled);
    },
  });
}

function start(habit: Habit): ServiceClient {
  let answers = 0;
  let server = '';
  const errors: string[] = [];
  let stopped = false;
  const running = (async () => {
    while (!stopped) {
      await ask().catch((error: unknown) => errors.push(error instanceof Error ? error.message : String(error)));
      await sleep(pauseMs);
    }
    await habit.close();
  })();

  async function ask(): Promise<void> {
    const client = await habit.borrow();
    let failed = true;
    try {
      const { rows } = await client.query<{ server: string }>('SELECT pg_postmaster_start_time()::text AS server');
      failed = false;
      answers += 1;
      server = rows[0]?.server ?? '';
    } finally {
      await habit.giveBack(client, failed);
    }
  }

  return {
    answers: () => answers,
    errors: () => [...errors],
    server: () => server,
    async stop() {
      stopped = true;
      await running;
    },
  };
}

async function end(client: pg.Client): Promise<void> {
  await client.end().catch(() => undefined);
}

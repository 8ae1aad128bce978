import { Resolver } from 'node:dns/promises';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { outboxSources, type Channel } from './outbox-sources.js';
import { currentDatabase } from './samples.js';

/** What became of one thing that waited to go out. `refused`: somebody was reached who would not take it. */
export interface Delivery {
  readonly table: string;
  readonly channel: Channel;
  /** The address, number, token, URL or host. */
  readonly target: string;
  readonly outcome: 'delivered' | 'refused' | 'unreachable';
}

/** How the worker finds its way out. */
export interface OutboxRoute {
  /** Name servers as `address:port`. */
  readonly nameServers: readonly string[];
  /** The port on which mail servers, gateways and webhook receivers listen; one for all, as there is no TLS here. */
  readonly port: number;
  /** Rows of each table per pass. */
  readonly limit: number;
}

/** The providers whose names stand in the program, not in a database. */
const providers = { sms: 'api.swiftgate-sms.io', push: 'push.cloudbell.io' };

function hostOf(channel: Channel, target: string): string | undefined {
  if (channel === 'sms' || channel === 'push') return providers[channel];
  if (channel === 'relay') return target;
  if (channel === 'email') return target.split('@').at(1)?.toLowerCase();
  return URL.canParse(target) ? new URL(target).hostname : undefined;
}

async function post(address: string, host: string, port: number, body: unknown): Promise<boolean> {
  return await new Promise((resolve, reject) => {
    const call = request(
      { host: address, port, method: 'POST', path: '/', headers: { host }, timeout: 5_000 },
      (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode === 202));
      },
    );
    call.once('timeout', () => call.destroy(new Error(`${host} does not answer.`)));
    call.once('error', reject);
    call.end(JSON.stringify(body));
  });
}

/**
 * Does once what production's workers do all day: takes everything in a database that asks to be mailed, called or
 * notified, and sends it to where the name servers say that its receiver is.
 *
 * @param client - a session in one of production's logical databases, or in a copy of it.
 * @returns what was attempted, and what became of it.
 */
export async function deliverOutbox(client: pg.ClientBase, route: OutboxRoute): Promise<Delivery[]> {
  const resolver = new Resolver({ timeout: 2_000, tries: 1 });
  resolver.setServers(route.nameServers);
  const deliveries: Delivery[] = [];
  for (const { table, sql } of outboxSources[await currentDatabase(client)] ?? []) {
    const { rows } = await client.query<{ channel: Channel; target: string }>(`${sql} LIMIT $1`, [route.limit]);
    for (const { channel, target } of rows) {
      deliveries.push({ table, channel, target, outcome: await deliver(resolver, route.port, channel, target) });
    }
  }
  return deliveries;
}

async function deliver(
  resolver: Resolver,
  port: number,
  channel: Channel,
  target: string,
): Promise<Delivery['outcome']> {
  const host = hostOf(channel, target);
  if (host === undefined) return 'unreachable';
  // A name that does not resolve is the only failure that is expected here: others end the pass.
  const [address] = await resolver.resolve4(host).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTFOUND' || error.code === 'ENODATA' || error.code === 'EBADNAME') return [];
    throw error;
  });
  if (address === undefined) return 'unreachable';
  return (await post(address, host, port, { channel, target })) ? 'delivered' : 'refused';
}

/** A running outbox worker. */
export interface OutboxWorker {
  /** Everything attempted so far; what was delivered once is not sent again. */
  readonly deliveries: readonly Delivery[];
  /** Passes completed so far. */
  readonly passes: number;
  /** Ends the worker and closes its session. @throws what ended it before. */
  stop(): Promise<void>;
}

/**
 * Starts a worker that empties the outbox of one logical database again and again.
 *
 * @param connect - opens the worker's session; the worker closes it.
 * @param interval - ms between passes.
 */
export function startOutboxWorker(
  connect: () => Promise<pg.Client>,
  route: OutboxRoute,
  interval: number,
): OutboxWorker {
  const stopping = new AbortController();
  const seen = new Map<string, Delivery>();
  let passes = 0;
  const run = async (): Promise<void> => {
    const client = await connect();
    try {
      while (!stopping.signal.aborted) {
        for (const delivery of await deliverOutbox(client, route)) {
          seen.set(`${delivery.table} ${delivery.channel} ${delivery.target}`, delivery);
        }
        passes += 1;
        await sleep(interval, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    } finally {
      await client.end();
    }
  };
  const running = run();
  running.catch(() => undefined);
  return {
    get deliveries() {
      return [...seen.values()];
    },
    get passes() {
      return passes;
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

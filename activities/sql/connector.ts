import { Resolver } from 'node:dns/promises';
import { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import pg from 'pg';
import { BacklotError } from '../../domain/errors.js';
import { anyDataQueue, isDataQueue } from '../../domain/queues.js';
import { requirePulse } from '../edge/pulse.js';

/** Whom to connect to, and as whom. */
export interface SqlTarget {
  /** Name that is resolved; it is kept for TLS. */
  readonly host: string;
  /** Name that the certificate must carry under `verify-full`, when it is not `host`. */
  readonly certificateName?: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly sslmode: 'disable' | 'require' | 'verify-ca' | 'verify-full';
  /** Task queue of the activity; the worker may have to use a source address of its own for it. */
  readonly queue?: string;
}

/** Opens connections to databases. The caller ends them. */
export interface SqlConnector {
  connect(target: SqlTarget): Promise<pg.Client>;
  /** Resolves a name as clients of the environment do. */
  resolve(name: string): Promise<string[]>;
  /** Resolves the way to a database, for what connects by itself. */
  route(target: Pick<SqlTarget, 'host' | 'port' | 'sslmode' | 'certificateName' | 'queue'>): Promise<SqlRoute>;
}

/** The way to a database: where to, where from, and how it is encrypted. */
export interface SqlRoute {
  readonly address: string;
  readonly port: number;
  /** Local address to leave from; the system's choice when absent. */
  readonly source?: string;
  /** Absent for `sslmode: disable`. */
  readonly tls?: ConnectionOptions;
}

/** How a worker reaches databases. */
export interface SqlSettings {
  /** `address:port` of the DNS servers; the system's when empty. */
  readonly dnsServers: readonly string[];
  /** Local address to connect from, by data queue; under `backlot-data/*` for those that are not named. */
  readonly sourceAddresses: Readonly<Record<string, string>>;
  /** PEM of the certificate authority of the database endpoints. */
  readonly certificateAuthority?: string;
  readonly connectTimeoutMs: number;
}

/**
 * Resolves names through the configured servers and connects by address, keeping the name for TLS: private zones and
 * split horizons work the same for a worker as for the clients that it stands in for.
 */
export function createSqlConnector(settings: SqlSettings): SqlConnector {
  const resolver = new Resolver({ timeout: 2_000, tries: 3 });
  if (settings.dnsServers.length > 0) resolver.setServers(settings.dnsServers);

  async function route(target: Parameters<SqlConnector['route']>[0]): Promise<SqlRoute> {
    const [address] = await resolver.resolve4(target.host);
    if (address === undefined) {
      throw new BacklotError('NotFound', `${target.host} has no address. Check its record and the DNS servers.`);
    }
    const source = target.queue === undefined ? undefined : sourceOf(settings.sourceAddresses, target.queue);
    const tls = tlsOptions(target, settings.certificateAuthority);
    return {
      address,
      port: target.port,
      ...(source === undefined ? {} : { source }),
      ...(tls === undefined ? {} : { tls }),
    };
  }

  return {
    resolve: (name) => resolver.resolve4(name),
    route,

    async connect(target) {
      const { address, source, tls } = await route(target);
      const client = new pg.Client({
        host: address,
        port: target.port,
        user: target.user,
        password: target.password,
        database: target.database,
        application_name: 'backlot',
        connectionTimeoutMillis: settings.connectTimeoutMs,
        keepAlive: true,
        ssl: tls ?? false,
        ...(source === undefined ? {} : { stream: () => new SourceSocket(source) }),
      });
      // Without a listener, a connection that breaks between two queries would end the process.
      client.on('error', () => undefined);
      requirePulse();
      await client.connect();
      return withPulse(client);
    },
  };
}

/** Finds where a data queue's connections come from; only these queues have a place of their own. */
function sourceOf(addresses: SqlSettings['sourceAddresses'], queue: string): string | undefined {
  return addresses[queue] ?? (isDataQueue(queue) ? addresses[anyDataQueue] : undefined);
}

function tlsOptions(
  target: Pick<SqlTarget, 'host' | 'sslmode' | 'certificateName'>,
  ca: string | undefined,
): ConnectionOptions | undefined {
  switch (target.sslmode) {
    case 'disable':
      return undefined;
    case 'require':
      return { rejectUnauthorized: false, servername: target.host };
    case 'verify-ca':
      return { ...(ca === undefined ? {} : { ca }), servername: target.host, checkServerIdentity: () => undefined };
    case 'verify-full':
      return { ...(ca === undefined ? {} : { ca }), servername: target.certificateName ?? target.host };
  }
}

/** Sends no statement for an attempt that another worker may have taken over. */
function withPulse(client: pg.Client): pg.Client {
  const { query } = client;
  return Object.assign(client, {
    query: (...args: unknown[]): unknown => {
      requirePulse();
      return Reflect.apply(query, client, args);
    },
  });
}

/** A socket that leaves from a given local address; `pg` only says where to. */
class SourceSocket extends Socket {
  constructor(private readonly localAddress_: string) {
    super();
  }

  override connect(...args: unknown[]): this {
    const [port, host] = args;
    if (typeof port === 'number' && typeof host === 'string') {
      return super.connect({ port, host, localAddress: this.localAddress_ });
    }
    return Reflect.apply(super.connect, this, args) as this;
  }
}

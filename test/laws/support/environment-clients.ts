import { Resolver } from 'node:dns/promises';
import { Socket, type TcpSocketConnectOpts } from 'node:net';
import pg from 'pg';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { masterSecret, roleSecret } from '../../../domain/names.js';
import type { AccountDescription } from '../../../sandbox/runtime/description.js';
import type { SharedSandbox } from '../../integration/support/sandbox.js';
import { signIn } from './administrator.js';

const connectTimeoutMs = 5_000;
const port = 5432;

/** A login to one database of an environment, as its services have it. */
export interface Login {
  /** The name that clients use, or the endpoint of one instance. */
  readonly host: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** One of the sandbox's places, to look up names and open connections from. */
export interface Doorway {
  /** Asks the sandbox's name server; nothing is cached. */
  resolve(name: string): Promise<string>;
  /** Connects with TLS, as the example's account file declares it; to a known address, or to what the name says now. */
  connect(login: Login, address?: string): Promise<pg.Client>;
}

/** Opens the way out of one of the sandbox's places. */
export async function doorwayOf({ client, description }: SharedSandbox, place: string): Promise<Doorway> {
  const source = (await client.describe()).places[place];
  if (source === undefined) throw new Error(`The sandbox has no place ${place}.`);
  const resolver = new Resolver({ timeout: 2_000, tries: 3 });
  resolver.setServers([description.dnsServer]);
  const resolve = async (name: string) => (await resolver.resolve4(name))[0] ?? '';
  return {
    resolve,
    async connect(login, address) {
      const session = new pg.Client({
        ...login,
        port,
        host: address ?? (await resolve(login.host)),
        connectionTimeoutMillis: connectTimeoutMs,
        ssl: { rejectUnauthorized: false, servername: login.host },
        stream: () => leavingFrom(source),
      });
      // A session that breaks between two queries is noticed at the next one.
      session.on('error', () => undefined);
      await session.connect();
      return session;
    },
  };
}

/** A socket that connects from a given address; `pg` only says where to. */
function leavingFrom(localAddress: string): Socket {
  const socket = new Socket();
  const connect = socket.connect.bind(socket) as (to: TcpSocketConnectOpts) => Socket;
  return Object.assign(socket, { connect: (to: number, host: string) => connect({ port: to, host, localAddress }) });
}

/** Reads the login of an application role of an environment from the environment's own secret. */
export async function applicationLogin(
  sandbox: SharedSandbox,
  { name }: AccountDescription,
  database: string,
  role: string,
): Promise<Login> {
  const password = await readSecret(sandbox, name, roleSecret(name, database, role));
  return { host: `${database}.db.${name}.acme.example`, user: role, password, database };
}

/** Reads the login of an instance's master user, which only operators have. */
export async function masterLogin(
  sandbox: SharedSandbox,
  { name }: AccountDescription,
  instance: { readonly identifier: string; readonly endpoint: string; readonly masterUser: string },
  database: string,
): Promise<Login> {
  const password = await readSecret(sandbox, name, masterSecret(instance.identifier));
  return { host: instance.endpoint, user: instance.masterUser, password, database };
}

async function readSecret(sandbox: SharedSandbox, account: string, name: string): Promise<string> {
  const { secrets } = await signIn(sandbox, account);
  const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: name }));
  return SecretString;
}

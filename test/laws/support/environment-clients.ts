import type pg from 'pg';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { createSqlConnector, type SqlConnector } from '../../../activities/sql/connector.js';
import { masterSecret, roleSecret } from '../../../domain/names.js';
import type { AccountDescription } from '../../../sandbox/runtime/description.js';
import type { SharedSandbox } from '../../integration/support/sandbox.js';
import { signIn } from './administrator.js';

const connectTimeoutMs = 5_000;
const place = 'place';

/** Connects from one of the sandbox's places, through its name server. */
export async function connectorFrom({ client, description }: SharedSandbox, from: string): Promise<SqlConnector> {
  const address = (await client.describe()).places[from];
  if (address === undefined) throw new Error(`The sandbox has no place ${from}.`);
  return createSqlConnector({
    dnsServers: [description.dnsServer],
    sourceAddresses: { [place]: address },
    connectTimeoutMs,
  });
}

/** A login to one database of an environment, as its services have it. */
export interface Login {
  /** The name that clients use, or the endpoint of one instance. */
  readonly host: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** Connects with a login; TLS as the example's account file declares it. */
export function connectWith(connector: SqlConnector, login: Login): Promise<pg.Client> {
  return connector.connect({ ...login, port: 5432, sslmode: 'require', queue: place });
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

import { Resolver } from 'node:dns/promises';
import { Socket } from 'node:net';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeDBInstancesCommand, DescribeDBSnapshotsCommand, RDSClient } from '@aws-sdk/client-rds';
import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import pg from 'pg';
import type { SandboxDescription } from '../runtime/description.js';
import { askBacklot } from './backlot.js';

/** An instance as the demonstration needs it. */
export interface SeenInstance {
  readonly id: string;
  readonly status: string;
  /** Absent while it is being created. */
  readonly endpoint?: string;
}

/** How one account is looked at from outside of the product, by an ordinary AWS client. */
export interface AccountView {
  instances(): Promise<SeenInstance[]>;
  secret(name: string): Promise<string>;
  /** What an environment consists of: its databases, their snapshots and secrets, and its networks. */
  belongings(): Promise<string[]>;
}

/** Opens an account of the sandbox with the variables that `backlot sandbox env` prints: as a role, or its administrator. */
export async function openAccount(
  name: string,
  sandbox: string,
  env: NodeJS.ProcessEnv,
  role?: string,
): Promise<AccountView> {
  const as = role === undefined ? [] : ['--role', role];
  const variables = await askBacklot<Record<string, string>>(
    ['sandbox', 'env', '--name', sandbox, '--account', name, ...as],
    env,
  );
  const options = {
    endpoint: variables['AWS_ENDPOINT_URL'] ?? '',
    region: variables['AWS_REGION'] ?? '',
    credentials: {
      accessKeyId: variables['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: variables['AWS_SECRET_ACCESS_KEY'] ?? '',
      sessionToken: variables['AWS_SESSION_TOKEN'] ?? '',
    },
  };
  const rds = new RDSClient(options);
  const secrets = new SecretsManagerClient(options);
  const ec2 = new EC2Client(options);
  return {
    async instances() {
      const { DBInstances: found = [] } = await rds.send(new DescribeDBInstancesCommand({}));
      return found.map(({ DBInstanceIdentifier: id = '', DBInstanceStatus: status = '', Endpoint }) => ({
        id,
        status,
        ...(Endpoint?.Address === undefined ? {} : { endpoint: Endpoint.Address }),
      }));
    },
    async secret(name) {
      return (await secrets.send(new GetSecretValueCommand({ SecretId: name }))).SecretString ?? '';
    },
    async belongings() {
      const [{ DBInstances = [] }, { DBSnapshots = [] }, { SecretList = [] }, { Vpcs = [] }] = await Promise.all([
        rds.send(new DescribeDBInstancesCommand({})),
        rds.send(new DescribeDBSnapshotsCommand({})),
        secrets.send(new ListSecretsCommand({})),
        // Every account is born with one network in each region, which is nobody's.
        ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['false'] }] })),
      ]);
      return [
        ...DBInstances.map(({ DBInstanceIdentifier }) => DBInstanceIdentifier),
        ...DBSnapshots.map(({ DBSnapshotIdentifier }) => DBSnapshotIdentifier),
        ...SecretList.map(({ Name }) => Name),
        ...Vpcs.map(({ VpcId }) => VpcId),
      ].filter((id) => id !== undefined);
    },
  };
}

/** Resolves names as the accounts' machines do. */
export function resolverOf(sandbox: SandboxDescription): Resolver {
  const resolver = new Resolver({ timeout: 1_000, tries: 2 });
  resolver.setServers([sandbox.dnsServer]);
  return resolver;
}

/** Connects to a database by name, from one place of the sandbox. The caller ends the connection. */
export async function connectFrom(
  sandbox: SandboxDescription,
  place: string,
  login: { host: string; user: string; password: string; database: string },
): Promise<pg.Client> {
  const [address = ''] = await resolverOf(sandbox).resolve4(login.host);
  const client = new pg.Client({
    ...login,
    host: address,
    port: 5432,
    ssl: { rejectUnauthorized: false },
    stream: () => new SocketFrom(sandbox.places[place] ?? ''),
  });
  await client.connect();
  return client;
}

/** A socket that leaves from the address of a place. */
export class SocketFrom extends Socket {
  constructor(private readonly from: string) {
    super();
  }

  override connect(...args: unknown[]): this {
    const [port, host] = args;
    if (typeof port === 'number' && typeof host === 'string') {
      return super.connect({ port, host, localAddress: this.from });
    }
    return Reflect.apply(super.connect.bind(this), this, args) as this;
  }
}

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

import {
  AwsError,
  type Caller,
  type KeyAuthority,
  type NameServer,
  type Parameters,
  type SecurityGroupAuthority,
} from '../../../sandbox/gateway/contract.js';
import { createRdsEngine, type RdsEngine } from '../../../sandbox/rds/engine.js';
import type { RdsDelays, RdsQuotas } from '../../../sandbox/rds/options.js';
import { claimNetwork } from '../../../sandbox/runtime/claim-network.js';

export const region = 'us-east-1';
export const production = '222222222222';
export const cleanRoom = '333333333333';
export const environment = '555555555555';
export const masterPassword = 'Corr3ct-Horse';

/** Keys by ARN: who owns one, and which other accounts may use it. */
export class TestKeys implements KeyAuthority {
  readonly #keys = new Map<string, { readonly users: Set<string>; readonly awsManaged: boolean }>();

  /** Makes a key and returns its ARN. */
  add(owner: string, name: string, users: readonly string[] = []): string {
    const arn = `arn:aws:kms:${region}:${owner}:key/${name}`;
    this.#keys.set(arn, { users: new Set([owner, ...users]), awsManaged: false });
    return arn;
  }

  authorize(caller: Caller, _region: string, key: string): ReturnType<KeyAuthority['authorize']> {
    const known = this.#keys.get(key);
    if (known?.users.has(caller.accountId) !== true) {
      return Promise.reject(new AwsError('KMSKeyNotAccessibleFault', `The key ${key} cannot be used.`));
    }
    return Promise.resolve({ keyArn: key, awsManaged: known.awsManaged });
  }

  defaultKey(accountId: string, inRegion: string): ReturnType<KeyAuthority['defaultKey']> {
    const keyArn = `arn:aws:kms:${inRegion}:${accountId}:key/default-rds`;
    this.#keys.set(keyArn, { users: new Set([accountId]), awsManaged: true });
    return Promise.resolve({ keyArn, awsManaged: true });
  }
}

/** Security groups by id; the default one lets in all of the loopback network. */
export class TestSecurityGroups implements SecurityGroupAuthority {
  readonly blocks = new Map<string, readonly string[]>([['sg-default', ['127.0.0.0/8']]]);

  ingress(_accountId: string, _region: string, groupIds: readonly string[]): Promise<string[]> {
    const unknown = groupIds.find((id) => !this.blocks.has(id));
    if (unknown !== undefined) return Promise.reject(new AwsError('InvalidParameterValue', `Invalid group ${unknown}`));
    return Promise.resolve(groupIds.flatMap((id) => this.blocks.get(id) ?? []));
  }

  defaultGroup(): Promise<string> {
    return Promise.resolve('sg-default');
  }
}

/** What the name server was told. */
export class TestNames implements NameServer {
  readonly addresses = new Map<string, string>();

  setAddress(name: string, address: string): void {
    this.addresses.set(name, address);
  }

  removeAddress(name: string): void {
    this.addresses.delete(name);
  }
}

/** Where and how to connect to an instance. */
export interface ConnectOptions {
  readonly account: string;
  readonly instance: string;
  readonly database?: string;
  readonly user?: string;
  readonly password?: string;
  /** The client's own address. */
  readonly from?: string;
  /** The name that the certificate must carry; by default the endpoint's. */
  readonly expectedName?: string;
  readonly plain?: boolean;
}

/** An engine with in-memory surroundings, and short words to talk to it. */
export class TestRds {
  readonly keys = new TestKeys();
  readonly securityGroups = new TestSecurityGroups();
  readonly names = new TestNames();
  readonly engine: RdsEngine;
  readonly #complaints: string[] = [];
  readonly #state: string;
  /** Holds the engine's network against sandboxes and other tests. */
  readonly #claim: Server;

  private constructor(
    state: string,
    network: { readonly server: Server; readonly prefix: string },
    delays: Partial<RdsDelays>,
    quotas: Partial<RdsQuotas>,
  ) {
    this.#state = state;
    this.#claim = network.server;
    this.engine = createRdsEngine({
      stateDirectory: state,
      cacheDirectory: '.sandbox/cache',
      venv: process.env['BACKLOT_SANDBOX_VENV'] ?? '.sandbox/venv',
      addressPrefix: network.prefix,
      keys: this.keys,
      securityGroups: this.securityGroups,
      dns: this.names,
      delays,
      quotas,
      log: (message) => this.#complaints.push(message),
    });
  }

  static async start(delays: Partial<RdsDelays> = {}, quotas: Partial<RdsQuotas> = {}): Promise<TestRds> {
    const server = createServer();
    const { prefix } = await claimNetwork(server);
    const rds = new TestRds(await mkdtemp(join(tmpdir(), 'backlot-rds-')), { server, prefix }, delays, quotas);
    try {
      await rds.engine.ready();
      return rds;
    } catch (error) {
      await rds.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.engine.close();
    this.#claim.close();
    await rm(this.#state, { recursive: true, force: true });
  }

  /** Calls an action as an administrator of an account. */
  async call(account: string, action: string, parameters: Parameters = {}, inRegion = region): Promise<Parameters> {
    const caller = { accountId: account, arn: `arn:aws:iam::${account}:root`, accessKeyId: 'test' };
    return await this.engine.handle({ requestId: 'r', service: 'rds', action, region: inRegion, caller, parameters });
  }

  /** Calls an action that must be refused, and returns the error's code. */
  async refusal(account: string, action: string, parameters: Parameters = {}): Promise<string> {
    try {
      await this.call(account, action, parameters);
    } catch (error) {
      if (error instanceof AwsError) return error.code;
      throw error;
    }
    return 'accepted';
  }

  async instance(account: string, id: string): Promise<Parameters> {
    return first(await this.call(account, 'DescribeDBInstances', { DBInstanceIdentifier: id }), 'DBInstances');
  }

  async snapshot(account: string, id: string, more: Parameters = {}): Promise<Parameters> {
    return first(await this.call(account, 'DescribeDBSnapshots', { DBSnapshotIdentifier: id, ...more }), 'DBSnapshots');
  }

  /** Creates an instance with what most tests want, and waits for it. */
  async createInstance(account: string, id: string, more: Parameters = {}): Promise<Parameters> {
    await this.call(account, 'CreateDBInstance', {
      DBInstanceIdentifier: id,
      DBInstanceClass: 'db.m6g.large',
      Engine: 'postgres',
      AllocatedStorage: 20,
      MasterUsername: 'acme_admin',
      MasterUserPassword: masterPassword,
      BackupRetentionPeriod: 0,
      DBName: 'app',
      ...more,
    });
    return await this.untilAvailable(account, id);
  }

  /** Creates a snapshot and waits for it. */
  async createSnapshot(account: string, instance: string, id: string, more: Parameters = {}): Promise<Parameters> {
    await this.call(account, 'CreateDBSnapshot', {
      DBInstanceIdentifier: instance,
      DBSnapshotIdentifier: id,
      ...more,
    });
    const snapshot = await this.untilSnapshot(account, id);
    await this.untilAvailable(account, instance);
    return snapshot;
  }

  async untilAvailable(account: string, id: string): Promise<Parameters> {
    return await this.untilStatus(account, id, 'available');
  }

  async untilStatus(account: string, id: string, status: string): Promise<Parameters> {
    return await until(
      () => this.instance(account, id),
      (instance) => {
        const now = instance['DBInstanceStatus'];
        if (now !== status && /failed|incompatible/.test(String(now)))
          throw new Error(`${id} is ${String(now)}: ${this.#complaints.join('; ')}`);
        return now === status && Object.keys(instance['PendingModifiedValues'] ?? {}).length === 0;
      },
    );
  }

  async untilSnapshot(account: string, id: string, status = 'available'): Promise<Parameters> {
    return await until(
      () => this.snapshot(account, id),
      (snapshot) => snapshot['Status'] === status,
    );
  }

  async untilGone(account: string, id: string): Promise<void> {
    await until(
      () => this.refusal(account, 'DescribeDBInstances', { DBInstanceIdentifier: id }),
      (code) => code === 'DBInstanceNotFound',
    );
  }

  /** Opens a session over the network, as any client does: by name, address, TLS and password. */
  async connect(options: ConnectOptions): Promise<Client> {
    const endpoint = (await this.instance(options.account, options.instance))['Endpoint'] as Parameters;
    const name = String(endpoint['Address']);
    const address = this.names.addresses.get(name);
    if (address === undefined) throw new Error(`${name} does not resolve`);
    const client = new Client({
      host: address,
      port: Number(endpoint['Port']),
      user: options.user ?? 'acme_admin',
      password: options.password ?? masterPassword,
      database: options.database ?? 'app',
      stream: () => socketFrom(options.from ?? '127.0.0.1'),
      ssl: options.plain === true ? false : { ca: await this.ca(), servername: options.expectedName ?? name },
    });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** Runs one statement in a session of its own and returns its rows. */
  async query(options: ConnectOptions, sql: string): Promise<Record<string, unknown>[]> {
    const client = await this.connect(options);
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async ca(): Promise<string> {
    return await readFile(this.engine.caFile, 'utf8');
  }
}

/** Asks again and again until the answer will do. The test's own timeout ends it otherwise. */
export async function until<T>(ask: () => Promise<T>, done: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (done(answer)) return answer;
    await sleep(10);
  }
}

/** The first member of a list in an answer. */
export function first(answer: Parameters, list: string): Parameters {
  const items = answer[list];
  if (!Array.isArray(items) || items.length === 0) throw new Error(`${list} is empty`);
  return items[0] as Parameters;
}

function socketFrom(localAddress: string): Socket {
  const socket = new Socket();
  const connect = socket.connect.bind(socket);
  return Object.assign(socket, {
    connect: (port: number, host: string) => connect({ port, host, localAddress }),
  });
}

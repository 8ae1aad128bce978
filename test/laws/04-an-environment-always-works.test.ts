/*
 * Law 4: an environment always works. To break it: let a generation serve before its hooks and its health check have
 * passed, leave half of it behind when they have not, fence the old one before the names have moved or while caches may
 * still hold it, or forget a kind of client.
 *
 * The attack: a hook that fails, a hook that takes an application role's login away (so that the health check fails),
 * and services that ask their database every 50 ms through a cutover and a rollback.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPostgresPrograms } from '../../sandbox/postgres/programs.js';
import type { AccountDescription } from '../../sandbox/runtime/description.js';
import { waitUntil } from '../../sandbox/runtime/wait-until.js';
import { sandboxVenv } from '../integration/support/sandbox-venv.js';
import { signIn } from './support/administrator.js';
import { applicationLogin, doorwayOf, masterLogin } from './support/environment-clients.js';
import { failureOf } from './support/failure-of.js';
import type { Document } from './support/fleet-directory.js';
import { takeInventory } from './support/inventory.js';
import {
  startCachingClient,
  startPooledClient,
  startReconnectingClient,
  type ServiceClient,
} from './support/service-clients.js';
import { setStage, type Stage } from './support/stage.js';
import { quickAccount } from './support/the-job.js';
import { patienceMs, witnessedRun } from './support/witnessed-run.js';

const ttlMs = 2_000;
const stepTimeoutMs = 120_000;

let stage: Stage;
let environment: AccountDescription;
let psql: string;

beforeAll(async () => {
  // Its images are used here: this law is about environments.
  await witnessedRun();
  psql = join((await findPostgresPrograms(sandboxVenv())).bin, 'psql');
  stage = await setStage('works', { environments: { qa: (account) => withHook(account) } });
  environment = stage.environments['qa'] as AccountDescription;
  await refresh();
}, patienceMs);
afterAll(() => stage.close());

/** Two databases, so that one can fail while the other is well; the hook runs for one of them. */
function withHook(account: Document, run?: readonly string[]): void {
  quickAccount(account);
  const databases = account['databases'] as Document;
  databases['include'] = ['users', 'orders'];
  databases['cutover'] = { sslmode: 'require', ttl: `${ttlMs / 1_000}s`, drainAfter: '4s', keepPrevious: '4h' };
  account['hooks'] = run === undefined ? {} : { postRestore: [{ name: 'attack', run, databases: ['orders'] }] };
}

async function setHook(run?: readonly string[]): Promise<void> {
  await stage.fleet.edit(`accounts/${environment.name}.yaml`, (account) => withHook(account, run));
}

async function refresh(): Promise<void> {
  await (await stage.start('refreshEnvironment', { account: environment.name })).result();
}

/** Everything in the environment's account, with its tags and where its names point to. */
async function everything() {
  const items = await takeInventory(await signIn(stage.sandbox, environment.name));
  return items.sort((a, b) => `${a.type} ${a.id}`.localeCompare(`${b.type} ${b.id}`));
}

test('what serves differs from production only as somebody wanted it to', { timeout: stepTimeoutMs }, async () => {
  const compare = async () => {
    const { differences } = await (await stage.start('compareParity', { account: environment.name })).result();
    return differences
      .filter(({ aspect }) => aspect !== 'skew')
      .map(({ subject, aspect, reason }) => `${subject}, ${aspect}: ${reason}`.replaceAll(environment.name, 'qa'))
      .toSorted();
  };
  const wanted = ['users', 'orders'].flatMap((name) => [
    `database ${name}, age of the data: declared`,
    `database ${name}, parameter shared_preload_libraries: declared`,
    `database ${name}, zones: scaled down on purpose`,
  ]);
  // The sandbox makes its environments without Terraform.
  const stacks = ['account', 'data.us-east-1', 'network.us-east-1', 'services.us-east-1'].map(
    (stack) => `stack qa.${stack}, state: missing`,
  );
  const expected = [...wanted, ...stacks, 'database messages, included: declared'];
  expect(await compare()).toEqual(expected.toSorted());

  await stage.fleet.edit(`accounts/${environment.name}.yaml`, (account) => {
    withHook(account);
    (account['databases'] as Document)['include'] = [{ name: 'users', class: 'db.t3.micro' }, 'orders'];
  });
  expect(await compare()).toEqual([...expected, 'database users, instance class: drifted'].toSorted());
});

describe('the old generation keeps serving, and nothing of the new one is left, when', () => {
  test.each([
    ['a hook fails', 'HookFailed', () => ['/bin/sh', '-c', 'exit 3']],
    ['the health check fails', 'HealthCheckFailed', () => [psql, '-c', 'ALTER ROLE app_ro NOLOGIN']],
  ])('%s', { timeout: stepTimeoutMs }, async (_, code, hook) => {
    await setHook(hook());
    const before = await everything();
    const login = await applicationLogin(stage.sandbox, environment, 'orders', 'app_rw');
    const service = startReconnectingClient(await doorwayOf(stage.sandbox, `${environment.name}-client`), login);
    const failure = await failureOf(await stage.start('refreshEnvironment', { account: environment.name }));
    await service.stop();

    expect(failure).toContain('RefreshFailed');
    expect(failure).toContain(code);
    expect(await everything()).toEqual(before);
    expect(before.filter(({ type }) => type === 'record')).toHaveLength(2);
    expect(service.errors()).toEqual([]);
    expect(service.answers()).toBeGreaterThan(10);
  });
});

describe('through a cutover and a rollback', () => {
  let reconnecting: ServiceClient;
  let caching: ServiceClient;
  let pooled: ServiceClient;
  const all = () => [reconnecting, caching, pooled];
  const servers = () => new Set(all().map((service) => service.server()));
  const generations: string[] = [];

  /** Waits until all clients have reached one server, and returns it. */
  async function settled(other?: string): Promise<string> {
    await waitUntil(async () => Promise.resolve(servers().size === 1 && ![...servers()].includes(other ?? '')), {
      what: 'all clients to reach the same generation',
      timeoutMs: 10_000,
    });
    return reconnecting.server();
  }

  beforeAll(async () => {
    await setHook();
    const doorway = await doorwayOf(stage.sandbox, `${environment.name}-client`);
    const login = await applicationLogin(stage.sandbox, environment, 'users', 'app_rw');
    reconnecting = startReconnectingClient(doorway, login);
    caching = startCachingClient(doorway, login, ttlMs);
    pooled = startPooledClient(doorway, login);
    generations.push(await settled(''));
    await refresh();
    generations.push(await settled(generations[0]));
    await (await stage.start('rollbackEnvironment', { account: environment.name })).result();
    generations.push(await settled(generations[1]));
  }, patienceMs);
  afterAll(() => Promise.all(all().map((service) => service.stop())));

  test('all clients move to the new generation and back', () => {
    const [old, fresh, back] = generations;
    expect(fresh).not.toBe(old);
    expect(back).toBe(old);
  });

  test('a client that reconnects every 50 ms sees not one error', () => {
    expect(reconnecting.errors()).toEqual([]);
    expect(reconnecting.answers()).toBeGreaterThan(100);
  });

  test('a client that caches the address for the time to live sees not one error', () => {
    expect(caching.errors()).toEqual([]);
    expect(caching.answers()).toBeGreaterThan(100);
  });

  test('a pool is disconnected once by each fence, and goes on', () => {
    expect(pooled.errors()).toHaveLength(2);
    expect(pooled.answers()).toBeGreaterThan(100);
  });

  test('the clients would notice: a generation that is fenced while it serves', async () => {
    const [serving] = (await signedInInstances()).filter(({ tags }) => !('backlot:retire-after' in tags));
    if (serving === undefined) throw new Error('No instance of users serves.');
    const login = await masterLogin(stage.sandbox, environment, serving, 'postgres');
    const master = await (await doorwayOf(stage.sandbox, `${environment.name}-worker`)).connect(login);
    await master.query('ALTER ROLE app_rw NOLOGIN');
    await master.end();
    await waitUntil(() => Promise.resolve(reconnecting.errors().length > 0 && caching.errors().length > 0), {
      what: 'the clients to notice',
      timeoutMs: 10_000,
    });
  });
});

async function signedInInstances() {
  const items = await everything();
  return items
    .filter(({ type, id }) => type === 'instance' && id.startsWith('users-'))
    .map(({ id, facts }) => ({
      identifier: id,
      endpoint: String(facts['endpoint']),
      masterUser: String(facts['masterUser']),
      tags: facts['tags'] as Record<string, string>,
    }));
}

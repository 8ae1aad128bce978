/*
 * Law 12: a clone cannot act on the world. To break it: a rule, or a default, that lets a live address, number, token,
 * webhook or mail relay survive the scrub, or leaves something waiting in a queue.
 *
 * The attack: the workers that production runs against its databases are started in QA with QA's own credentials. The
 * world outside resolves every public name and takes whatever could be real. Against production the same workers
 * deliver, which shows that they can; and so they do in QA when a scrub forgets one value of production's.
 */
import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliverOutbox, type Delivery } from '../../sandbox/seed/outbox-worker.js';
import { startOutsideWorld, type OutsideWorld } from '../../sandbox/seed/outside-world.js';
import { productionPassword } from '../../sandbox/seed/roles.js';
import { sharedSandbox } from '../integration/support/sandbox.js';
import { signIn } from './support/administrator.js';
import { applicationLogin, doorwayOf, type Login } from './support/environment-clients.js';
import { patienceMs, witnessedRun, type WitnessedRun } from './support/witnessed-run.js';

const databases = [
  ['users', 'users'],
  ['orders', 'orders'],
  ['messages', 'messages'],
  ['support', 'messages'],
] as const;
const rowsOfEachTable = 10;

/** Ways in which something was tried from QA. */
const tried = new Set<string>();

let world: OutsideWorld;
let run: WitnessedRun;
beforeAll(async () => {
  world = await startOutsideWorld();
  run = await witnessedRun();
}, patienceMs);
afterAll(() => world.close());

/** Something that a scrub could have forgotten: SQL that puts it back. */
interface Forgotten {
  readonly sql: string;
  readonly value: string;
}

/**
 * Runs production's worker once against a database, from one of the sandbox's places; for this time only with a value
 * that a scrub has forgotten.
 */
async function actFrom(place: string, login: Login, forgotten?: Forgotten): Promise<Delivery[]> {
  const client = await (await doorwayOf(sharedSandbox(), place)).connect(login);
  try {
    await client.query('BEGIN');
    if (forgotten !== undefined) await client.query(forgotten.sql, [forgotten.value]);
    return await deliverOutbox(client, {
      nameServers: [world.nameServer],
      port: world.port,
      limit: rowsOfEachTable,
    });
  } finally {
    await client.query('ROLLBACK');
    await client.end();
  }
}

async function productionLogin(instance: string, database: string): Promise<Login> {
  const { rds } = await signIn(sharedSandbox(), 'production');
  const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: instance }));
  const host = DBInstances[0]?.Endpoint?.Address ?? '';
  return { host, user: 'app_rw', password: productionPassword('app_rw'), database };
}

test.each(databases)('the workers of %s reach nobody from QA', async (logical, database) => {
  const { environment } = run;
  const login = await applicationLogin(sharedSandbox(), environment, database, 'app_rw');
  const before = world.receipts.length;
  const deliveries = await actFrom(`${environment.name}-client`, { ...login, database: logical });
  // There is something to be tried: a database without rows would reach nobody either.
  expect(deliveries.length).toBeGreaterThan(0);
  expect(deliveries.filter(({ outcome }) => outcome === 'delivered')).toEqual([]);
  expect(world.receipts.slice(before)).toEqual([]);
  for (const { channel } of deliveries) tried.add(channel);
});

test('all kinds of senders tried', () => {
  expect([...tried].toSorted()).toEqual(['email', 'push', 'relay', 'sms', 'webhook']);
});

test.each(databases)('the attack bites: the workers of %s reach people from production', async (logical, database) => {
  const before = world.receipts.length;
  const deliveries = await actFrom('production-app', await productionLogin(`prod-${database}`, logical));
  expect(deliveries.filter(({ outcome }) => outcome === 'delivered').length).toBeGreaterThan(0);
  expect(world.receipts.length).toBeGreaterThan(before);
});

test.each([
  {
    what: 'a queued mail',
    table: 'app.outbox',
    channel: 'email',
    sql: `INSERT INTO app.outbox (channel, recipient, body, created_at) VALUES ('email', $1, '', now())`,
  },
  {
    what: 'a webhook',
    table: 'app.webhooks',
    channel: 'webhook',
    sql: 'UPDATE app.webhooks SET url = $1, active = true',
  },
  {
    what: 'a push token',
    table: 'app.push_tokens',
    channel: 'push',
    sql: `WITH gone AS (DELETE FROM app.push_tokens RETURNING user_id, platform, device_name)
          INSERT INTO app.push_tokens SELECT $1, user_id, platform, device_name FROM gone LIMIT 1`,
  },
])('the attack bites: $what that a scrub forgets reaches somebody from QA', async ({ table, channel, sql }) => {
  const inProduction = await actFrom('production-app', await productionLogin('prod-users', 'users'));
  const live = inProduction.find(
    (one) => one.table === table && one.channel === channel && one.outcome === 'delivered',
  );
  const { environment } = run;
  const login = await applicationLogin(sharedSandbox(), environment, 'users', 'app_rw');
  const value = live?.target ?? '';
  const deliveries = await actFrom(`${environment.name}-client`, login, { sql, value });
  expect(deliveries.filter(({ outcome }) => outcome === 'delivered')).toContainEqual({
    table,
    channel,
    target: value,
    outcome: 'delivered',
  });
});

/*
 * Law 12: a clone cannot act on the world. To break it: a rule, or a default, that lets a live address, number, token,
 * webhook or mail relay survive the scrub, or leaves something waiting in a queue.
 *
 * The attack: the workers that production runs against its databases are started in QA with QA's own credentials. The
 * world outside resolves every public name and takes whatever could be real. Against production the same workers
 * deliver, which shows that they can.
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

let world: OutsideWorld;
let run: WitnessedRun;
beforeAll(async () => {
  world = await startOutsideWorld();
  run = await witnessedRun();
}, patienceMs);
afterAll(() => world.close());

/** Runs production's worker once against a database, from one of the sandbox's places. */
async function actFrom(place: string, login: Login): Promise<Delivery[]> {
  const client = await (await doorwayOf(sharedSandbox(), place)).connect(login);
  try {
    return await deliverOutbox(client, {
      nameServers: [world.nameServer],
      port: world.port,
      limit: rowsOfEachTable,
    });
  } finally {
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
});

test.each(databases)('the attack bites: the workers of %s reach people from production', async (logical, database) => {
  const before = world.receipts.length;
  const deliveries = await actFrom('production-app', await productionLogin(`prod-${database}`, logical));
  expect(deliveries.filter(({ outcome }) => outcome === 'delivered').length).toBeGreaterThan(0);
  expect(world.receipts.length).toBeGreaterThan(before);
});

import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { ScrubRules } from '../../domain/fleet/rules.js';
import { scrub, verify } from '../../scrub/engine.js';
import type { ScrubOptions } from '../../scrub/target.js';
import { fillProduction, productionRules } from './support/scrub-production.js';
import { ScrubServers, type ScrubServer } from './support/scrub-server.js';

const options: ScrubOptions = {
  rules: productionRules,
  applicationRoles: ['app_owner', 'app_rw'],
  key: Buffer.alloc(32, 9),
  runId: 'run-1',
};

let servers: ScrubServers;
let server: ScrubServer;
beforeAll(async () => {
  servers = await ScrubServers.create(fillProduction);
});
afterEach(() => server.close());
afterAll(() => servers.remove());

it('rolls back prepared transactions, drops subscriptions without their slot, servers and large objects', async () => {
  server = await servers.start('outward');
  await server.asProvider(
    'shop',
    'grant pg_create_subscription to app_owner',
    'grant create on database shop to app_owner',
    'create extension postgres_fdw',
    'grant usage on foreign data wrapper postgres_fdw to app_owner',
    'set role app_owner',
    `create subscription changes connection 'host=127.0.0.1 port=1 dbname=x password=real' publication p
       with (connect = false, slot_name = 'production_slot')`,
    `create server other foreign data wrapper postgres_fdw options (host '127.0.0.1', port '1')`,
    `create user mapping for app_owner server other options (user 'x', password 'real')`,
    `select lo_from_bytea(0, 'olga.kowalska@realmail.net')`,
    'begin',
    `insert into base values (99, 'olga.kowalska@realmail.net')`,
    `prepare transaction 'olga'`,
  );
  const rules: ScrubRules = structuredClone(productionRules);
  const shop = rules.databases['shop'];
  if (shop === undefined || shop === 'empty') throw new Error('no rules');
  await expect(scrub(server.target, { ...options, rules })).rejects.toMatchObject({ code: 'RuleMissing' });
  shop.foreignServers = 'drop';
  await expect(scrub(server.target, { ...options, rules })).rejects.toMatchObject({ code: 'RuleMissing' });
  shop.largeObjects = 'unlink';

  const report = await scrub(server.target, { ...options, rules });
  expect(report.databases.find(({ database }) => database === 'shop')?.neutralised).toEqual({
    preparedTransactions: 1,
    subscriptions: 1,
    foreignServers: 1,
    largeObjects: 1,
  });
  expect((await verify(server.target, { ...options, rules }, report)).findings).toEqual([]);
  expect(await server.query('shop', 'select count(*)::int as n from only base')).toEqual([{ n: 1 }]);
});

it('stops at a replication slot that the master user may not drop', async () => {
  server = await servers.start('slot');
  await server.asProvider('shop', `select pg_create_logical_replication_slot('left_behind', 'pgoutput')`);
  await expect(scrub(server.target, options)).rejects.toMatchObject({
    code: 'CannotDecide',
    details: { slot: 'left_behind' },
  });
});

it('drops a replication slot where it may', async () => {
  server = await servers.start('slot-may');
  await server.asProvider(
    'shop',
    `select pg_create_logical_replication_slot('left_behind', 'pgoutput')`,
    'alter role chief replication',
  );
  const report = await scrub(server.target, options);
  expect(report.roles.slotsDropped).toBe(1);
});

it('stops at settings that it may not reset, for they may hold secrets', async () => {
  server = await servers.start('settings');
  await server.asProvider('shop', 'revoke set on parameter app.key from chief');
  await expect(scrub(server.target, options)).rejects.toMatchObject({ code: 'CannotDecide' });
});

it('stops at a table whose owner the master user cannot become', async () => {
  server = await servers.start('stranger');
  await server.asProvider('shop', 'alter table cities owner to rdsadmin');
  await expect(scrub(server.target, options)).rejects.toMatchObject({
    code: 'CannotDecide',
    details: { roles: ['rdsadmin'] },
  });
});

it('ends the sessions of others before it starts', async () => {
  server = await servers.start('sessions');
  const other = await server.connect('shop');
  const ended: unknown[] = [];
  other.on('error', (error) => ended.push((error as { code?: string }).code));
  await other.query('begin');
  await other.query('grant app_owner to chief');
  await scrub(server.target, options);
  expect(ended[0]).toBe('57P01');
});

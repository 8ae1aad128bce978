import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { addColumn, addJsonKey, addLogicalDatabase, addTable } from '../../sandbox/seed/changes.js';
import { deliverOutbox, startOutboxWorker } from '../../sandbox/seed/outbox-worker.js';
import { startOutsideWorld, type OutsideWorld } from '../../sandbox/seed/outside-world.js';
import { sampleRows } from '../../sandbox/seed/sample-rows.js';
import { sampleOriginals } from '../../sandbox/seed/samples.js';
import { startProductionServer, type ProductionServer } from './support/production-server.js';

let server: ProductionServer;
let world: OutsideWorld;
beforeAll(async () => {
  server = await startProductionServer('prod-messages', 2);
  world = await startOutsideWorld();
});
afterAll(async () => {
  await world.close();
  await server.close();
});

const route = (limit = 20) => ({ nameServers: [world.nameServer], port: world.port, limit });

describe('samples of originals', () => {
  it('are distinct, telling, and the same at each call', async () => {
    const sample = () => server.as('app_owner', 'messages', (client) => sampleOriginals(client, 50));
    const originals = await sample();
    expect(originals.length).toBeGreaterThanOrEqual(40);
    expect(new Set(originals.map(({ place, value }) => place + value)).size).toBe(originals.length);
    expect(originals.every(({ value }) => value.length >= 8)).toBe(true);
    expect(new Set(originals.map(({ kind }) => kind))).toEqual(new Set(['email', 'name', 'credential']));
    expect(await sample()).toEqual(originals);
  });

  it('are refused for a database that is not production', async () => {
    await expect(server.as('acme_admin', 'postgres', (client) => sampleOriginals(client, 5))).rejects.toThrow(
      /no sampled columns/,
    );
  });

  it('come as rows for a comparison', async () => {
    const rows = await server.as('app_owner', 'messages', (client) => sampleRows(client, 2));
    expect(rows.map(({ table, key }) => `${table} ${key}`)).toEqual([
      'chat.messages id=1',
      'chat.messages id=2',
      'chat.bots name=deploy',
      'chat.bots name=standup',
    ]);
    expect(rows[0]?.values['sender']).toContain('@');
  });
});

describe('the outbox worker', () => {
  it('reaches people by every channel from production', async () => {
    const worker = startOutboxWorker(() => server.connect('app_owner', 'messages'), route(), 10);
    await vi.waitFor(() => expect(worker.passes).toBeGreaterThan(1), { timeout: 20_000 });
    await worker.stop();
    const delivered = worker.deliveries.filter(({ outcome }) => outcome === 'delivered');
    expect(new Set(delivered.map(({ channel }) => channel))).toEqual(new Set(['email', 'sms', 'push', 'webhook']));
    const support = await server.as('app_owner', 'support', (client) => deliverOutbox(client, route()));
    expect(support.some(({ channel, outcome }) => channel === 'relay' && outcome === 'delivered')).toBe(true);
    expect(world.receipts.some(({ host }) => host === 'bots.letterbird.co.uk')).toBe(true);
  });

  it('reaches nobody under reserved names, numbers and credentials', async () => {
    await server.as('app_owner', 'messages', async (client) => {
      await client.query('BEGIN');
      await client.query(`UPDATE chat.outbox SET address = CASE WHEN position('@' IN address) > 0
        THEN 'u' || id || '@example.test' ELSE '+999000000' || lpad(id::text, 6, '0') END`);
      await client.query(`UPDATE chat.devices SET push_token = 'unusable-' || id`);
      await client.query(`UPDATE chat.bots SET callback_url = 'https://' || name || '.example.test/'`);
      const before = world.receipts.length;
      const attempts = await deliverOutbox(client, route());
      await client.query('ROLLBACK');
      expect(attempts.length).toBeGreaterThan(20);
      expect(new Set(attempts.map(({ outcome }) => outcome))).toEqual(new Set(['refused', 'unreachable']));
      expect(world.receipts.length).toBe(before);
    });
  });
});

describe('overnight changes of production', () => {
  it('add a column, a table, a JSON key and a logical database', async () => {
    const names = await server.as('app_owner', 'messages', async (client) => [
      await addColumn(client, 'chat.participants', 'second_email'),
      await addTable(client, 'chat.contacts'),
      await addJsonKey(client, 'chat.conversations', 'settings', ['nicknames', 'backup']),
    ]);
    expect(names).toEqual([
      'chat.participants.second_email',
      'chat.contacts',
      'chat.conversations.settings: nicknames.backup',
    ]);
    await addLogicalDatabase((database) => server.connect('acme_admin', database), 'messages', 'crm');
    const found = await server.as('acme_admin', 'crm', (client) => client.query('SELECT email FROM public.visitors'));
    expect(found.rows).toHaveLength(1);
    const keyed = await server.as('app_owner', 'messages', (client) =>
      client.query(`SELECT 1 FROM chat.conversations WHERE settings #> '{nicknames,backup}' IS NOT NULL`),
    );
    expect(keyed.rows).toHaveLength(1);
  });
});

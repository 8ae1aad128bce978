import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScrubRules } from '../../domain/fleet/rules.js';
import { scrub, verify } from '../../scrub/engine.js';
import type { ScrubReport } from '../../scrub/report.js';
import type { ScrubOptions } from '../../scrub/target.js';
import { fillProduction, originals, productionRules } from './support/scrub-production.js';
import { ScrubServers, type ScrubServer } from './support/scrub-server.js';

const options: ScrubOptions = {
  rules: productionRules,
  applicationRoles: ['app_owner', 'app_rw'],
  key: Buffer.alloc(32, 9),
  runId: 'run-1',
};

let servers: ScrubServers;
beforeAll(async () => {
  servers = await ScrubServers.create(fillProduction);
});
afterAll(() => servers.remove());

describe('a survivor of the scrub', () => {
  let server: ScrubServer;
  let report: ScrubReport;
  beforeAll(async () => {
    server = await servers.start('survivors');
    // Places to plant in: no key, and nothing of production's that copies what is planted.
    await server.asProvider(
      'shop',
      'alter table cities drop constraint cities_pkey',
      'drop rule also on cities',
      'drop trigger copies on people',
      'drop trigger copies_always on people',
    );
    report = await scrub(server.target, options);
  });
  afterAll(() => server.close());

  const mail = 'olga.kowalska@realmail.net';
  const row = `insert into cities values`;
  const gone = `delete from cities where population < 0`;
  const cases: readonly (readonly [string, string, string, string, string])[] = [
    ['a name in a kept text', `${row} ('before olga  KOWALSKA after', -1)`, gone, 'table public.cities', 'original'],
    ['a name of other letters', `${row} ('x, Ünal Öztürk!', -1)`, gone, 'table public.cities', 'original'],
    [
      'a phone number written in another way',
      `${row} ('T: (48) 601-555-777', -1)`,
      gone,
      'table public.cities',
      'original',
    ],
    [
      'a digest of an address',
      `${row} (encode(sha256('${mail}'), 'hex'), -1)`,
      gone,
      'table public.cities',
      'original',
    ],
    ['a secret', `${row} ('live-key-of-olga-kowalska', -1)`, gone, 'table public.cities', 'original'],
    ['an address of somebody new', `${row} ('somebody@elsewhere.org', -1)`, gone, 'table public.cities', 'email'],
    ['a phone number of somebody new', `${row} ('+44 20 7946 0018', -1)`, gone, 'table public.cities', 'phone'],
    ['a live URL', `${row} ('https://hooks.elsewhere.org/x', -1)`, gone, 'table public.cities', 'url'],
    ['a live secret', `${row} ('xo' || 'xb-123456789012-abcdefgh', -1)`, gone, 'table public.cities', 'token'],
    ['a row in a queue', `insert into outbox values (9, 'x', 'x')`, 'truncate outbox', 'table public.outbox', 'count'],
    [
      'a value of another form',
      `update base set owner_email = 'plain'`,
      `update base set owner_email = 'u0123456789abcdef@example.test'`,
      'table public.base',
      'form',
    ],
    [
      'a string in a document',
      `update people set profile = profile || '{"theme": "x ${mail}"}' where plan = 'paid'`,
      `update people set profile = profile || '{"theme": "light"}' where plan = 'paid'`,
      'table public.people',
      'original',
    ],
    [
      'a comment',
      `comment on table cities is 'ask Olga Kowalska'`,
      `comment on table cities is null`,
      'comments',
      'original',
    ],
    [
      'a default',
      `alter table cities alter name set default '${mail}'`,
      `alter table cities alter name drop default`,
      'defaults',
      'original',
    ],
    [
      'a function',
      `create function ask() returns text language sql as $$ select '${mail}' $$`,
      `drop function ask()`,
      'function bodies',
      'original',
    ],
    ['a view', `create view v as select '${mail}'::text as x`, `drop view v`, 'view definitions', 'original'],
    [
      'a statistic',
      `${row} ('${mail}', -1), ('${mail}', -2); analyze cities; ${gone}`,
      `analyze cities`,
      'statistics of public.cities',
      'original',
    ],
    [
      'a setting',
      `alter role app_rw set app.key = 'live-key-of-olga-kowalska'`,
      `alter role app_rw reset app.key`,
      'settings',
      'state',
    ],
    ['a login', `alter role reporting login`, `alter role reporting nologin`, 'role reporting', 'state'],
    [
      'a lost row',
      `delete from child`,
      `insert into child values (2, 'u0123456789abcdef@example.test', 7)`,
      'table public.child',
      'count',
    ],
  ];

  it.each(cases)('is found: %s', async (_, plant, remove, object, check) => {
    await server.asProvider('shop', ...plant.split('; '));
    try {
      const found = await verify(server.target, options, report);
      expect(found).toMatchObject({ passed: false });
      expect(found).toHaveProperty('findings', expect.arrayContaining([expect.objectContaining({ object, check })]));
      expect(originals.filter((word) => JSON.stringify(found).includes(word))).toEqual([]);
    } finally {
      await server.asProvider('shop', ...remove.split('; '));
    }
  });

  it('is not seen where there is none', async () => {
    expect((await verify(server.target, options, report)).findings).toEqual([]);
  });

  it('cannot be hidden by emptying, exchanging or forging the canaries', async () => {
    await server.asProvider(
      'shop',
      'create table saved as table backlot_scrub.canary',
      'alter table saved set schema backlot_scrub',
    );
    for (const change of [
      'truncate backlot_scrub.canary',
      'insert into backlot_scrub.canary select 1',
      `update backlot_scrub.canary set h = h + 1`,
    ]) {
      await server.asProvider('shop', change);
      await expect(verify(server.target, options, report)).rejects.toMatchObject({ code: 'CannotDecide' });
      await server.asProvider(
        'shop',
        'truncate backlot_scrub.canary',
        'insert into backlot_scrub.canary table backlot_scrub.saved',
      );
    }
    await server.asProvider('shop', `update backlot_scrub.fact set value = 'run-2' where name = 'run'`);
    await expect(verify(server.target, options, report)).rejects.toMatchObject({ code: 'CannotDecide' });
    await server.asProvider('shop', `update backlot_scrub.fact set value = 'run-1' where name = 'run'`);
    expect((await verify(server.target, options, report)).passed).toBe(true);
  });
});

describe('a rule that says keep', () => {
  it.each([
    ['an address', 'public.orders', 'buyer'],
    ['a name that another table scrubs', 'public.people', 'full_name'],
  ])('for %s does not pass', async (_, table, column) => {
    const rules = keeping(table, column);
    const server = await servers.start(`keep-${column}`);
    try {
      // The key that refers to a scrubbed column cannot be restored when its own side is kept.
      await server.asProvider('shop', 'alter table orders drop constraint orders_buyer');
      await server.asProvider('desk', `insert into desk.tickets values (9, 'unal@correo.org', 'Olga Kowalska', null)`);
      await server.asProvider('shop', `insert into base values (5, 'ünal öztürk')`);
      const report = await scrub(server.target, { ...options, rules });
      const verification = await verify(server.target, { ...options, rules }, report);
      expect(verification.passed).toBe(false);
      const objects = verification.findings.map(({ object, column: where }) => `${object} ${where ?? ''}`);
      expect(objects).toContain(`table ${table} ${column}`);
    } finally {
      await server.close();
    }
  });
});

function keeping(table: string, column: string): ScrubRules {
  const rules = structuredClone(productionRules);
  const shop = rules.databases['shop'];
  const of = shop === undefined || shop === 'empty' ? undefined : shop.tables[table];
  if (of === undefined || typeof of === 'string') throw new Error(`no rules of ${table}`);
  of.keep = [...(of.keep ?? []), column];
  of.columns = Object.fromEntries(Object.entries(of.columns ?? {}).filter(([name]) => name !== column));
  // The base table holds a name beside addresses: its own rule is about names, so that names become canaries.
  if (column === 'full_name' && shop !== undefined && shop !== 'empty') {
    shop.tables['public.base'] = { keep: ['id'], columns: { owner_email: 'name' } };
    shop.tables['public.child'] = { keep: ['id', 'extra'], columns: { owner_email: 'name' } };
  }
  return rules;
}

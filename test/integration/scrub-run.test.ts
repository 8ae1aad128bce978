import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { closeForWriting, openForWriting, removeTraces, scrub, verify } from '../../scrub/engine.js';
import type { ScrubOptions } from '../../scrub/target.js';
import { bytesOf } from './support/scrub-bytes.js';
import { fillProduction, originals, productionRules } from './support/scrub-production.js';
import { ScrubServers, type ScrubServer } from './support/scrub-server.js';
import { structureOf } from './support/scrub-structure.js';

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

describe('a scrub', () => {
  it('leaves the structure and the counts, and no original value in any file', async () => {
    server = await servers.start('whole');
    const before = await structureOf(server, 'shop');
    expect(await bytesOf(server, ['base', 'pg_wal'], originals)).toEqual(originals);

    const report = await scrub(server.target, options);
    expect(await structureOf(server, 'shop')).toEqual(before);
    await closeForWriting(server.target);
    const verification = await verify(server.target, options, report);
    expect(verification.findings).toEqual([]);
    expect(verification.passed).toBe(true);
    const state = await removeTraces(server.target, options);
    expect(state.walOverwritten).toBe(true);
    expect(await removeTraces(server.target, options)).toMatchObject({ walOverwritten: true });

    expect(JSON.stringify([report, verification])).not.toMatch(/olga|kowalska|realmail/i);
    await server.query('shop', 'checkpoint');
    expect(await server.query('shop', `select relname from pg_class where relname = 'fact'`)).toEqual([]);
    expect(await bytesOf(server, ['base', 'pg_wal', 'pg_stat', 'pg_twophase'], originals)).toEqual([]);
    // The master may not compact what all databases share, and the engine says so.
    expect(state.catalogs).toContain('pg_db_role_setting');
    expect(await bytesOf(server, ['global'], originals)).toEqual(['live-key-of-olga-kowalska']);
  });

  it('gives one person one pseudonym in every table and database', async () => {
    server = await servers.start('identity');
    await scrub(server.target, options);
    const [person] = await server.query(
      'shop',
      'grant app_owner to chief',
      'alter table people no force row level security',
      `select email::text, nick, aliases[1] as alias, profile #>> '{contact,email}' as contact, profile -> 'addresses' as addresses,
              email_hash = md5(nick::text) as computed, full_name, phone, secret, born::text as born, profile ->> 'theme' as theme
       from people where plan = 'paid'`,
    );
    expect(person).toMatchObject({
      email: expect.stringMatching(/^u[0-9a-f]{16}@example\.test$/) as string,
      full_name: expect.stringMatching(/^Xan[a-z]+ Zyl[a-z]+$/) as string,
      phone: expect.stringMatching(/^\+999[0-9]{12}$/) as string,
      secret: expect.stringMatching(/^!backlot-scrubbed-[0-9a-f]{16}$/) as string,
      born: '1979-01-01',
      theme: 'light',
      computed: true,
    });
    const email = person?.['email'];
    expect([person?.['nick'], person?.['alias'], person?.['contact']]).toEqual([email, email, email]);
    expect(await server.query('shop', `select owner_email as email from only base`)).toEqual([{ email }]);
    expect(
      await server.query('desk', `select email, body, octet_length(raw) as size from desk.tickets where id = 1`),
    ).toEqual([{ email, body: expect.stringMatching(/^[a-z ]{8,19}$/) as string, size: 32 }]);
    const joined = `select count(*)::int as n from orders join people on orders.buyer = people.email`;
    expect(await server.query('shop', joined)).toEqual([{ n: 300 }]);
    expect(await server.query('shop', 'select count(*)::int as n from log')).toEqual([{ n: 0 }]);
    expect(await server.query('desk', `select email, body from desk.tickets where id = 3`)).toEqual([
      { email: '', body: '' },
    ]);
  });

  it('takes logins, passwords and settings from roles, and closes and opens the server', async () => {
    server = await servers.start('roles');
    const report = await scrub(server.target, options);
    expect(report.roles).toMatchObject({ disabled: 1, passwordsRemoved: 2, settingsReset: 1 });
    expect(
      await server.asProvider(
        'postgres',
        `select rolname as name, rolcanlogin as login, rolpassword as password from pg_authid
         where rolname in ('app_owner', 'app_rw', 'reporting') order by 1`,
      ),
    ).toEqual([
      { name: 'app_owner', login: true, password: null },
      { name: 'app_rw', login: true, password: null },
      { name: 'reporting', login: false, password: null },
    ]);
    await closeForWriting(server.target);
    await expect(server.query('shop', 'create table t ()')).rejects.toMatchObject({ code: '25006' });
    await openForWriting(server.target);
    await server.query('shop', 'create schema opened');
  });

  it('shows neither the key nor a value to the log, to statistics or to memberships that stay', async () => {
    server = await servers.start('quiet');
    const logged = (await server.log()).length;
    const report = await scrub(server.target, options);
    await verify(server.target, options, report);
    await removeTraces(server.target, options);
    const log = (await server.log()).slice(logged);
    expect(log).toContain('alter table');
    const key = Buffer.from(options.key).toString('hex');
    expect([key, ...originals].filter((word) => log.includes(word))).toEqual([]);
    const memberships = await server.query(
      'postgres',
      `select pg_get_userbyid(roleid) as role from pg_auth_members
       where member = 'chief'::regrole and grantor = 'chief'::regrole`,
    );
    expect(memberships).toEqual([]);
    expect(await server.query('shop', `select from pg_namespace where nspname = 'backlot_scrub'`)).toEqual([]);
  });
});

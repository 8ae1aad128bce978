import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { BacklotError } from '../../domain/errors.js';
import { scrubRulesSchema, type ScrubRules } from '../../domain/fleet/rules.js';
import { checkCoverage, scrub } from '../../scrub/engine.js';
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
let server: ScrubServer;
beforeAll(async () => {
  servers = await ScrubServers.create(fillProduction);
  // None of these runs changes the database, which is what they prove: so one server serves them all.
  server = await servers.start('refusing');
});
let before: unknown;
beforeAll(async () => {
  before = await fingerprint();
});
afterEach(async () => {
  expect(await fingerprint()).toEqual(before);
});
afterAll(async () => {
  await server.close();
  await servers.remove();
});

/** What would differ if a run had changed anything: storage, rows, roles, schemas, memberships. */
async function fingerprint(): Promise<unknown> {
  const shop = await server.asProvider(
    'shop',
    `select (select md5(string_agg(relfilenode::text, ',' order by oid)) from pg_class where oid >= 16384 and relkind = 'r') as files,
            (select md5(string_agg(p::text, '' order by id)) from people as p) as rows,
            (select string_agg(rolname || coalesce(rolpassword, '') || rolcanlogin, ',' order by oid) from pg_authid) as roles,
            (select count(*)::int from pg_auth_members where member = 'chief'::regrole) as memberships,
            (select count(*)::int from pg_namespace where nspname = 'backlot_scrub') as state`,
  );
  return shop;
}

/** Runs a scrub that must be refused, and returns the error. */
async function refusal(changed: Partial<ScrubOptions> = {}): Promise<BacklotError> {
  const error: unknown = await scrub(server.target, { ...options, ...changed }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(BacklotError);
  const told = JSON.stringify([(error as BacklotError).message, (error as BacklotError).details]);
  expect(originals.filter((word) => told.includes(word))).toEqual([]);
  return error as BacklotError;
}

/** Applies a change to production, runs `work`, and takes the change back. */
async function during(database: string, change: string[], undo: string[], work: () => Promise<void>): Promise<void> {
  await server.asProvider(database, ...change);
  try {
    await work();
  } finally {
    await server.asProvider(database, ...undo);
  }
}

function without(table: string, column: string): ScrubRules {
  const rules = structuredClone(productionRules);
  const shop = rules.databases['shop'];
  const of = shop === undefined || shop === 'empty' ? undefined : shop.tables[table];
  if (of === undefined || typeof of === 'string') throw new Error(`no rules of ${table}`);
  of.keep = (of.keep ?? []).filter((name) => name !== column);
  of.columns = Object.fromEntries(Object.entries(of.columns ?? {}).filter(([name]) => name !== column));
  return rules;
}

describe('a gap in the rules stops the run before anything is changed', () => {
  it('a column', async () => {
    const error = await refusal({ rules: without('public.people', 'phone') });
    expect(error.code).toBe('RuleMissing');
    expect(error.details?.['missing']).toEqual([{ database: 'shop', table: 'public.people', column: 'phone' }]);
    const yaml = error.message.slice(error.message.indexOf('databases:'));
    expect(scrubRulesSchema.parse(parse(yaml))).toEqual({
      databases: { shop: { tables: { 'public.people': { columns: { phone: 'phone' } } } } },
    });
  });

  it('a new column, also in a partitioned table', async () => {
    await during(
      'shop',
      ['alter table events add column device text'],
      ['alter table events drop column device'],
      async () => {
        const error = await refusal();
        expect(error.code).toBe('RuleMissing');
        expect(error.details?.['missing']).toEqual([{ database: 'shop', table: 'public.events', column: 'device' }]);
      },
    );
    before = await fingerprint();
  });

  it('a new table, with YAML for all of its columns', async () => {
    const change = [
      'create table "Odd.Name" (id int, "Mail" text unique, doc jsonb, dob date)',
      'alter table "Odd.Name" owner to app_owner',
    ];
    await during('shop', change, ['drop table "Odd.Name"'], async () => {
      const error = await refusal();
      expect(error.details?.['missing']).toEqual([{ database: 'shop', table: 'public."Odd.Name"' }]);
      const rules = scrubRulesSchema.parse(parse(error.message.slice(error.message.indexOf('databases:'))));
      expect(rules.databases['shop']).toEqual({
        tables: {
          'public."Odd.Name"': {
            keep: ['id'],
            columns: { Mail: 'hash', doc: { kind: 'json', paths: {} }, dob: 'date' },
          },
        },
      });
    });
  });

  it('a JSON key in one row, deep down, and a key that is data is not told', async () => {
    const before = `update people set profile = profile - 'extra' where id = 7`;
    const change = [
      `update people set profile = profile || '{"extra": [{"deep": "x"}, {"olga.kowalska@realmail.net": 1}]}' where id = 7`,
    ];
    await during('shop', change, [before], async () => {
      const error = await refusal();
      expect(error.code).toBe('RuleMissing');
      expect(error.details?.['missing']).toEqual([
        { database: 'shop', table: 'public.people', column: 'profile', path: 'extra[].*' },
        { database: 'shop', table: 'public.people', column: 'profile', path: 'extra[].deep' },
      ]);
    });
  });

  it('a logical database, and one that accepts no connections', async () => {
    await server.asProvider('postgres', 'create database extra');
    const error = await refusal();
    expect(error.code).toBe('RuleMissing');
    expect(error.details?.['missing']).toEqual([{ database: 'extra' }]);
    await server.asProvider('postgres', 'alter database extra allow_connections false');
    expect((await refusal()).code).toBe('CannotDecide');
    await server.asProvider('postgres', 'drop database extra');
  });

  it('an object in a database that is said to be empty', async () => {
    await during('postgres', ['create table forgotten (email text)'], ['drop table forgotten'], async () => {
      expect((await refusal()).details?.['missing']).toEqual([{ database: 'postgres', table: 'public.forgotten' }]);
    });
    await during(
      'template1',
      ['create function f() returns int language sql return 1'],
      ['drop function f()'],
      async () => {
        expect((await refusal()).code).toBe('RuleInvalid');
      },
    );
  });
});

describe('rules that do not fit are refused', () => {
  const cases: readonly (readonly [string, (rules: ScrubRules) => void, RegExp])[] = [
    ['a table that is not there', (rules) => (tables(rules)['public.gone'] = 'queue'), /no table public\.gone/],
    [
      'a column that is not there',
      (rules) => (columns(rules, 'public.people')['nope'] = 'text'),
      /no column public\.people\.nope/,
    ],
    ['a database that is not there', (rules) => (rules.databases['nope'] = 'empty'), /no logical database nope/],
    ['a kind for another type', (rules) => (columns(rules, 'public.people')['born'] = 'email'), /born.*cannot stand/],
    ['null where it is forbidden', (rules) => (columns(rules, 'public.people')['email'] = null), /email is NOT NULL/],
    [
      'one value for a unique column',
      (rules) => (columns(rules, 'public.people')['secret'] = 'text'),
      /secret is unique/,
    ],
    [
      'a rule for a generated column',
      (rules) => (columns(rules, 'public.people')['email_hash'] = 'text'),
      /generated column/,
    ],
    ['a changed partition key', (rules) => rekey(rules), /partition key/],
    [
      'bytea that is kept without a reason',
      (rules) => (columns(rules, 'desk.tickets', 'desk')['raw'] = 'keep'),
      /cannot be searched/,
    ],
  ];

  it.each(cases)('%s', async (_, change, message) => {
    const rules = structuredClone(productionRules);
    change(rules);
    const error = await refusal({ rules });
    expect(error.code).toBe('RuleInvalid');
    expect(error.message).toMatch(message);
  });

  function tables(rules: ScrubRules, database = 'shop') {
    const of = rules.databases[database];
    if (of === undefined || of === 'empty') throw new Error(`no rules of ${database}`);
    return of.tables;
  }

  function columns(rules: ScrubRules, table: string, database = 'shop') {
    const of = tables(rules, database)[table];
    if (of === undefined || typeof of === 'string') throw new Error(`no rules of ${table}`);
    return (of.columns ??= {});
  }

  function rekey(rules: ScrubRules): void {
    const of = tables(rules)['public.events'];
    if (typeof of !== 'object') throw new Error('no rules of events');
    of.keep = ['id'];
    of.columns = { ...of.columns, at: 'date' };
  }
});

describe("production's own code never runs beside the key", () => {
  const spy = `create function spy(v text) returns boolean language plpgsql immutable as $$ begin return true; end $$`;

  it.each([
    [
      'a CHECK constraint',
      'alter table people add constraint spied check (spy(full_name))',
      'alter table people drop constraint spied',
    ],
    [
      'a domain',
      'alter domain address add constraint spied check (spy(value))',
      'alter domain address drop constraint spied',
    ],
    ['an index expression', 'create index spied on people (spy(full_name))', 'drop index spied'],
    [
      'a cast',
      `create type crate as (v text); create function unbox(crate) returns text language sql as $$ select 'x' $$; create cast (crate as text) with function unbox(crate)`,
      'drop type crate cascade',
    ],
    [
      'an event trigger',
      `create function watch() returns event_trigger language plpgsql as $$ begin end $$; create event trigger watched on ddl_command_end execute function watch()`,
      'drop event trigger watched; drop function watch()',
    ],
  ])('behind %s', async (_, change, undo) => {
    await during(
      'shop',
      [spy, ...change.split('; ')],
      [...undo.split('; '), 'drop function if exists spy(text)'],
      async () => {
        const error = await refusal();
        expect(error.code).toBe('GuardRefused');
      },
    );
  });

  it('nor is the key given to a server that logs parameters', async () => {
    await server.asProvider('postgres', `alter system set log_parameter_max_length = -1`, 'select pg_reload_conf()');
    await expect
      .poll(
        async () => (await server.query('postgres', 'show log_parameter_max_length'))[0]?.['log_parameter_max_length'],
      )
      .toBe('-1');
    expect((await refusal()).code).toBe('GuardRefused');
    await server.asProvider('postgres', 'alter system reset log_parameter_max_length', 'select pg_reload_conf()');
  });
});

it('a database without the language of the functions of rules is refused', async () => {
  await server.asProvider('desk', 'drop extension plpgsql');
  expect((await refusal()).code).toBe('GuardRefused');
  await server.asProvider('desk', 'create extension plpgsql');
});

describe('what reaches out of the clone needs a rule', () => {
  it('large objects and foreign servers', async () => {
    await during('desk', [`select lo_from_bytea(4711, 'abc')`], ['select lo_unlink(4711)'], async () => {
      expect((await refusal()).code).toBe('CannotDecide');
    });
    await server.query('desk', `select lo_from_bytea(4712, 'abc')`);
    expect((await refusal()).code).toBe('RuleMissing');
    await server.query('desk', 'select lo_unlink(4712)');
  });
});

it('coverage can be checked by itself', async () => {
  expect(await checkCoverage(server.target, productionRules)).toEqual({
    databases: [
      { database: 'desk', tables: 1, columns: 4 },
      { database: 'shop', tables: 13, columns: expect.any(Number) as number },
    ],
  });
});

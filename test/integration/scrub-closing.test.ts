import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  closeForWriting,
  compareRestored,
  readWriteState,
  removeTraces,
  scrub,
  verify,
  writesBetween,
} from '../../scrub/engine.js';
import type { ScrubOptions } from '../../scrub/target.js';
import type { VerificationReport } from '../../scrub/verify/finding.js';
import { fillProduction, productionRules } from './support/scrub-production.js';
import { ScrubServers, type ScrubServer } from './support/scrub-server.js';

const options: ScrubOptions = {
  rules: productionRules,
  applicationRoles: ['app_owner', 'app_rw'],
  key: Buffer.alloc(32, 9),
  runId: 'run-1',
};

const row = `insert into cities values ('Nowhere', -1)`;
const noRow = `delete from cities where population = -1`;

let servers: ScrubServers;
let server: ScrubServer;
let verified: VerificationReport;
beforeAll(async () => {
  servers = await ScrubServers.create(fillProduction);
  server = await servers.start('closed');
  const report = await scrub(server.target, options);
  await server.asProvider(
    'shop',
    'set role app_owner',
    'begin',
    `insert into cities values ('Prepared behind the back', -2)`,
    `prepare transaction 'later'`,
  );
  await closeForWriting(server.target);
  verified = await verify(server.target, options, report);
});
afterAll(async () => {
  await server.close();
  await servers.remove();
});

/** Writes although the server is closed, as somebody with the rights of its provider may, and waits until that is counted. */
async function write(statement: string): Promise<void> {
  await server.asProvider(
    'shop',
    'set default_transaction_read_only = off',
    // Production's own rules and triggers would write elsewhere as well.
    'set session_replication_role = replica',
    statement,
  );
  const others = `select count(*)::int as n from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`;
  await expect.poll(async () => (await server.asProvider('postgres', others))[0]?.['n']).toBe(0);
}

describe('a closed server', () => {
  it('has no prepared transaction left, and passes its verification', async () => {
    expect(await server.asProvider('shop', 'select gid from pg_prepared_xacts')).toEqual([]);
    expect(verified.findings).toEqual([]);
  });

  it.each([
    ['nothing, after reading all tables', 'select count(*) from cities, people', []],
    ['a row', row, ['rows of database shop', 'transactions']],
    ['a row that went again', noRow, ['rows of database shop', 'transactions']],
    ['a role, which belongs to no database', 'create role late', ['transactions']],
    ['a setting', 'drop role late', ['transactions']],
    [
      'a large message in the log',
      `select pg_logical_emit_message(false, 'test', repeat('x', 20000000))`,
      ['the write-ahead log'],
    ],
  ])('shows %s by its counters', async (_, statement, found) => {
    const before = await readWriteState(server.target);
    await write(statement);
    expect(writesBetween(before, await readWriteState(server.target))).toEqual(found);
  });

  it('lets the provider write to its own database', () => {
    const before = { lsn: '0/10', nextTransaction: '7', writes: { shop: '5', rdsadmin: '1' } };
    const later = { lsn: '9/10', nextTransaction: '9', writes: { shop: '5', rdsadmin: '2' } };
    expect(writesBetween(before, later)).toEqual([]);
    expect(writesBetween(before, { ...later, writes: { shop: '6', rdsadmin: '2' } })).toEqual([
      'rows of database shop',
    ]);
  });
});

describe('a server that was restored from the snapshot of a verified one', () => {
  beforeAll(async () => {
    await removeTraces(server.target, options);
    // What a storage snapshot holds is what a crash would have left.
    await server.crash();
  });

  it('is equal to it in every value and definition', async () => {
    expect(await compareRestored(server.target, options, verified)).toEqual({ passed: true, findings: [] });
  });

  it.each([
    ['a row more', row, noRow, 'table public.cities', 'contents'],
    [
      'another value',
      `update cities set name = name || ' ' where population = (select max(population) from cities)`,
      `update cities set name = rtrim(name) where population = (select max(population) from cities)`,
      'table public.cities',
      'contents',
    ],
    ['another definition', `create view v as select 1 as x`, `drop view v`, 'definitions', 'schema'],
    [
      'another default',
      `alter table cities alter name set default 'x'`,
      `alter table cities alter name drop default`,
      'definitions',
      'schema',
    ],
    ['a login', 'create role visitor login', 'drop role visitor', 'role visitor', 'state'],
    [
      'the state of a run',
      'create schema backlot_scrub authorization chief',
      'drop schema backlot_scrub',
      'schema backlot_scrub',
      'state',
    ],
  ])('is told from one with %s', async (_, plant, remove, object, check) => {
    await write(plant);
    const { passed, findings } = await compareRestored(server.target, options, verified);
    await write(remove);
    expect(passed).toBe(false);
    expect(findings).toContainEqual(expect.objectContaining({ object, check }));
  });

  it('is told from one that lacks a database', async () => {
    const { databases } = verified;
    const [first] = databases;
    const other = { ...verified, databases: [...databases, { ...first!, database: 'gone' }] };
    const { findings } = await compareRestored(server.target, options, other);
    expect(findings).toEqual([{ database: 'gone', object: 'database', check: 'contents', count: 1 }]);
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { removeTraces, scrub, verify } from '../../scrub/engine.js';
import type { ScrubOptions, ScrubProgress } from '../../scrub/target.js';
import { bytesOf } from './support/scrub-bytes.js';
import { fillProduction, originals, productionRules } from './support/scrub-production.js';
import { ScrubServers, type ScrubServer } from './support/scrub-server.js';

const options: ScrubOptions = {
  rules: productionRules,
  applicationRoles: ['app_owner', 'app_rw'],
  key: Buffer.alloc(32, 9),
  runId: 'run-1',
  connections: 1,
};

let servers: ScrubServers;
let server: ScrubServer;
beforeAll(async () => {
  servers = await ScrubServers.create(fillProduction);
});
afterEach(() => server.close());
afterAll(() => servers.remove());

/** Calls `strike` once, when the run is in the phase and has done so many tables of it. */
function strikeAt(
  phase: ScrubProgress['phase'],
  tablesDone: number,
  strike: () => void,
): Required<Pick<ScrubOptions, 'onProgress'>> {
  let struck = false;
  return {
    onProgress: (progress) => {
      if (struck || progress.phase !== phase || progress.tablesDone < tablesDone) return;
      struck = true;
      strike();
    },
  };
}

async function files(): Promise<unknown> {
  return server.asProvider(
    'shop',
    `select relname, pg_relation_filenode(oid) as file from pg_class
     where relkind in ('r', 'm') and relnamespace = 'public'::regnamespace order by 1`,
  );
}

async function finishAndProve(): Promise<void> {
  const report = await scrub(server.target, options);
  const verification = await verify(server.target, options, report);
  expect(verification.findings).toEqual([]);
  await removeTraces(server.target, options);
  expect(await bytesOf(server, ['base'], originals)).toEqual([]);
}

describe('a run that ends in the middle', () => {
  it.each([
    ['canaries', 3],
    ['rewrite', 0],
    ['rewrite', 4],
    ['finish', 0],
  ] as const)('is resumed after a cancellation in phase %s after %i tables', async (phase, tables) => {
    server = await servers.start(`cancel-${phase}-${String(tables)}`);
    const abort = new AbortController();
    const first = scrub(server.target, {
      ...options,
      signal: abort.signal,
      ...strikeAt(phase, tables, () => abort.abort(new Error('cancelled by the test'))),
    });
    await expect(first).rejects.toThrow('cancelled by the test');
    const left = `select count(*)::int as n from pg_stat_activity where application_name like 'backlot-scrub%'`;
    await expect.poll(async () => (await server.asProvider('postgres', left))[0]?.['n']).toBe(0);
    await finishAndProve();
  });

  it('is resumed after a crash of the server', async () => {
    server = await servers.start('crash');
    let crashed: Promise<void> | undefined;
    const first = scrub(server.target, {
      ...options,
      ...strikeAt('rewrite', 4, () => {
        crashed = server.crash();
      }),
    });
    await expect(first).rejects.toMatchObject({ name: 'BacklotError' });
    await crashed;
    await finishAndProve();
  });

  it('cannot write any more once another attempt has taken over', async () => {
    server = await servers.start('zombie');
    let second: Promise<unknown> | undefined;
    const first = scrub(server.target, {
      ...options,
      ...strikeAt('rewrite', 2, () => {
        second = scrub(server.target, options);
      }),
    });
    await expect(first).rejects.toMatchObject({ name: 'BacklotError' });
    await second;
    await finishAndProve();
  });

  it('is not resumed under another id or key', async () => {
    server = await servers.start('other');
    const abort = new AbortController();
    await scrub(server.target, {
      ...options,
      signal: abort.signal,
      ...strikeAt('rewrite', 2, () => abort.abort()),
    }).catch(() => undefined);
    const before = await files();
    await expect(scrub(server.target, { ...options, runId: 'run-2' })).rejects.toMatchObject({ code: 'CannotDecide' });
    const key = Buffer.alloc(32, 1);
    await expect(scrub(server.target, { ...options, key })).rejects.toMatchObject({ code: 'CannotDecide' });
    expect(await files()).toEqual(before);
  });
});

describe('a complete run', () => {
  it('does nothing when it is run again, and returns the same report', async () => {
    server = await servers.start('again');
    const report = await scrub(server.target, options);
    const before = await files();
    expect(await scrub(server.target, options)).toEqual(report);
    expect(await files()).toEqual(before);
  });
});

describe('an error of the server', () => {
  it('is told by its code and names only', async () => {
    server = await servers.start('error');
    await server.query('shop', 'set role chief');
    await server.asProvider(
      'shop',
      `alter table orders add constraint polite check (note like 'Deliver to Olga Kowalska%')`,
    );
    const error: unknown = await scrub(server.target, options).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'SqlFailed',
      details: { sqlState: '23514', table: 'orders', constraint: 'polite' },
    });
    const told = `${JSON.stringify(error)} ${(error as Error).message} ${(error as Error).stack ?? ''}`;
    expect(originals.filter((word) => told.includes(word))).toEqual([]);
    expect(Object.values(error as object).some((value) => value instanceof Error)).toBe(false);
  });
});

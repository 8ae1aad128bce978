import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadFleet } from '../../config/load-fleet.js';
import { requireFleet } from '../../config/require-fleet.js';
import { commitAll } from './fleet-git.js';
import { goodFleet, withFleet } from './fleet-fixture.js';

const minutes = 60_000;
const hours = 60 * minutes;

describe('a good fleet', () => {
  test('has no problem', async () => {
    expect((await withFleet(goodFleet, loadFleet)).problems).toEqual([]);
  });

  test('is a plain JSON value', async () => {
    const { fleet } = await withFleet(goodFleet, loadFleet);
    expect(JSON.parse(JSON.stringify(fleet))).toStrictEqual(fleet);
  });

  test('has durations in milliseconds, entries as objects and defaults filled in', async () => {
    const fleet = await withFleet(goodFleet, requireFleet);
    expect(fleet.accounts['qa1']?.databases).toStrictEqual({
      include: [{ name: 'users' }, { name: 'orders', class: 'db.m6g.large' }, { name: 'customers' }],
      refresh: { cron: '0 3 * * *', timezone: 'Europe/Berlin', catchUp: hours },
      cutover: {
        method: 'cname',
        sslmode: 'require',
        ttl: 5000,
        drainAfter: 10 * minutes,
        keepPrevious: 4 * hours,
        approval: false,
      },
      partial: 'forbidden',
      maxSkew: hours,
    });
    expect(fleet.organization).toMatchObject({
      sandbox: false,
      approvals: 'proof',
      production: { role: 'BacklotSource' },
      limits: { snapshotCopiesPerRegion: 10, databasesInFlight: 20, accountsInFlight: 5 },
      raw: { maxAge: 6 * hours },
    });
    expect(Object.keys(fleet.databases)).toEqual(['orders', 'users']);
    expect(Object.keys(fleet.families)).toEqual(['customers']);
    expect(Object.keys(fleet.clusters)).toEqual(['search']);
    expect(fleet.accounts['qa1']?.budget).toEqual({ monthly: { amount: 2000, currency: 'USD' }, notify: [] });
  });

  test('has the same digest with other comments and another order of keys', async () => {
    const users = goodFleet['databases/users.yaml'] ?? '';
    const reordered = `# Users\n${users.replace('residency: us\ndnsName: users.db\n', 'dnsName: users.db # here\nresidency: us\n')}`;
    expect(reordered).not.toContain(users);
    const one = await withFleet(goodFleet, requireFleet);
    const other = await withFleet({ ...goodFleet, 'databases/users.yaml': reordered }, requireFleet);
    expect(other.digest).toBe(one.digest);
  });

  test('has another digest when a value changes', async () => {
    const demo = (goodFleet['accounts/demo.yaml'] ?? '').replace('10.21', '10.22');
    const one = await withFleet(goodFleet, requireFleet);
    const other = await withFleet({ ...goodFleet, 'accounts/demo.yaml': demo }, requireFleet);
    expect(other.digest).not.toBe(one.digest);
  });

  test('has its digest as revision outside of version control', async () => {
    const fleet = await withFleet(goodFleet, requireFleet);
    expect(fleet.revision).toBe(fleet.digest);
    expect(fleet.digest).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('an invalid fleet', () => {
  test('is never given out', async () => {
    const files = { ...goodFleet, 'accounts/demo.yaml': 'account: demo\n' };
    const failure = await withFleet(files, requireFleet).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'InvalidFleet' });
    expect(String(failure)).toContain('accounts/demo.yaml:1:1');
  });

  test('shows all problems at once, in the order of files and lines', async () => {
    const files = {
      ...goodFleet,
      'organization.yaml': `${goodFleet['organization.yaml'] ?? ''}colour: blue\n`,
      'accounts/demo.yaml': 'zone: { name: demo.acme.example }\naccount: Demo\nregions: {}\nexpires: soon\n',
      'databases/orders.yaml': 'database: [\n',
    };
    const { problems, fleet } = await withFleet(files, loadFleet);
    expect(fleet).toBeUndefined();
    expect(problems.map(({ code, file, line }) => `${code} ${file}:${line}`)).toEqual([
      'NameInvalid accounts/demo.yaml:2',
      'ValueInvalid accounts/demo.yaml:3',
      'DurationInvalid accounts/demo.yaml:4',
      'YamlInvalid databases/orders.yaml:2',
      'UnknownKey organization.yaml:32',
    ]);
  });

  test('does not blame references to files that could not be parsed', async () => {
    const files = { ...goodFleet, 'databases/users.yaml': 'database: users\nsource: 1\n' };
    const { problems } = await withFleet(files, loadFleet);
    expect(new Set(problems.map(({ file }) => file))).toEqual(new Set(['databases/users.yaml']));
  });
});

test('the revision is the commit, and says when files have changed since', async () => {
  await withFleet(goodFleet, async (directory) => {
    const commit = await commitAll(directory);
    const clean = await requireFleet(directory);
    expect(clean.revision).toBe(commit);
    const file = join(directory, 'accounts/demo.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('10.21', '10.22'));
    const changed = await requireFleet(directory);
    expect(changed.revision).toBe(`${commit}+${changed.digest.slice(0, 12)}`);
  });
});

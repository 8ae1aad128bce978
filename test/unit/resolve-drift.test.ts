import { expect, test } from 'vitest';
import { createDriftFleetActivities } from '../../activities/fleet/resolve-drift.js';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import { requireFleet } from '../../config/require-fleet.js';
import type { Fleet } from '../../domain/fleet/fleet.js';
import { tagsOf } from '../../domain/tags.js';

const protectedId = '444444444444';

/** An organisation whose accounts carry the names of environments. */
function activities(fleet: Fleet, accounts: Readonly<Record<string, string>>, asked: string[] = []) {
  const send = ({
    constructor: { name },
    input,
  }: {
    constructor: { name: string };
    input: { ResourceId?: string };
  }) => {
    asked.push(name);
    if (name === 'ListAccountsCommand') {
      return Promise.resolve({ Accounts: Object.keys(accounts).map((Id) => ({ Id, Status: 'ACTIVE' })) });
    }
    const tags = tagsOf({ environment: accounts[input.ResourceId ?? ''] ?? '' });
    return Promise.resolve({ Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) });
  };
  return createDriftFleetActivities({
    aws: { organizations: () => ({ send }) },
    accounts: { management: {}, protectedAccounts: [protectedId] },
    objects: { putJson: () => Promise.resolve() },
    readFleet: () => Promise.resolve(fleet),
  } as unknown as ActivityDependencies);
}

/** Acme's fleet with one environment whose file names its account, and others whose files do not. */
async function fleetOf(...unnamed: string[]): Promise<Fleet> {
  const fleet = structuredClone(await requireFleet('examples/acme'));
  for (const name of unnamed) {
    const { accountId: _, databases: __, ...file } = fleet.accounts['qa1']!;
    fleet.accounts[name] = { ...file, account: name };
  }
  return fleet;
}

test('accounts that files name are taken from there, and nobody is asked', async () => {
  const asked: string[] = [];
  const { environments, atOnce } = await activities(await fleetOf(), {}, asked).resolveDrift({});
  expect(environments).toMatchObject([{ environment: 'qa1', hasBlueprint: true, hasDatabases: true }]);
  expect(environments[0]?.accountId).toMatch(/^\d{12}$/);
  expect(atOnce).toBe(5);
  expect(asked).toEqual([]);
});

test('other accounts are found by their tags, all with one list; who has none is left out', async () => {
  const asked: string[] = [];
  const tagged = { '700000000001': 'demo', '700000000002': 'stranger', [protectedId]: 'none' };
  const { environments } = await activities(await fleetOf('demo', 'none'), tagged, asked).resolveDrift({});
  expect(environments.map(({ environment }) => environment)).toEqual(['demo', 'qa1']);
  expect(environments[0]).toEqual({
    environment: 'demo',
    accountId: '700000000001',
    hasBlueprint: true,
    hasDatabases: false,
  });
  expect(asked.filter((name) => name === 'ListAccountsCommand')).toHaveLength(1);
});

test('of two accounts with one name neither is chosen, and the others are looked at all the same', async () => {
  const tagged = { '700000000001': 'demo', '700000000002': 'demo' };
  const { environments } = await activities(await fleetOf('demo'), tagged).resolveDrift({});
  expect(environments.map(({ environment, doubt }) => [environment, doubt])).toEqual([
    ['demo', 'several accounts carry its name: 700000000001, 700000000002'],
    ['qa1', undefined],
  ]);
});

test('one environment is resolved alone, and must have an account', async () => {
  const fleet = await fleetOf('demo');
  const { environments } = await activities(fleet, { '700000000001': 'demo' }).resolveDrift({ account: 'demo' });
  expect(environments).toMatchObject([{ environment: 'demo', accountId: '700000000001' }]);
  await expect(activities(fleet, {}).resolveDrift({ account: 'demo' })).rejects.toMatchObject({ code: 'InvalidInput' });
  await expect(activities(fleet, {}).resolveDrift({ account: 'nobody' })).rejects.toMatchObject({
    code: 'InvalidInput',
  });
});

import { TagResourceCommand } from '@aws-sdk/client-organizations';
import { beforeAll, expect, test } from 'vitest';
import { toAwsTags } from '../../activities/aws/resource-tags.js';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import { createExpiryActivities } from '../../activities/teardown/expiry.js';
import { requireFleet } from '../../config/require-fleet.js';
import type { Account } from '../../domain/fleet/account.js';
import type { Fleet } from '../../domain/fleet/fleet.js';
import { tagsOf } from '../../domain/tags.js';
import { productAccess, type ProductAccess } from '../laws/support/product-access.js';
import { sharedSandbox, uniqueEnvironment } from './support/sandbox.js';

const sandbox = sharedSandbox();
const expires = '2026-11-21T12:00:00.000Z';

let access: ProductAccess;
let acme: Fleet;

beforeAll(async () => {
  access = await productAccess(sandbox);
  acme = await requireFleet('examples/acme');
});

/** Makes an account that carries the name of an environment and its end, as a spawn leaves it. */
async function expiring(environment: string, tags: Parameters<typeof tagsOf>[0] = {}): Promise<string> {
  const { id } = await sandbox.client.addEnvironment(environment);
  const Tags = toAwsTags(tagsOf({ environment, operation: 'made-it', expires, ...tags }));
  await access.aws
    .organizations(access.accounts.management)
    .send(new TagResourceCommand({ ResourceId: id, Tags: [...Tags] }));
  return id;
}

/** The activities of a worker whose fleet has these account files besides Acme's. */
function activities(files: Readonly<Record<string, Partial<Account>>>, protectedAccounts: readonly string[] = []) {
  const [file] = Object.values(acme.accounts);
  const { accountId: _, ...pooled } = file!;
  const more = Object.entries(files).map(([account, change]) => [account, { ...pooled, account, ...change }] as const);
  const accounts = {
    ...access.accounts,
    protectedAccounts: [...access.accounts.protectedAccounts, ...protectedAccounts],
  };
  const fleet = { ...acme, accounts: { ...acme.accounts, ...Object.fromEntries(more) } };
  const dependencies = { ...access, accounts, readFleet: () => Promise.resolve(fleet) };
  return createExpiryActivities(dependencies as unknown as ActivityDependencies);
}

test('an environment that expires is found with its end, and with the notice that was given of it', async () => {
  const [environment, other] = [uniqueEnvironment(), uniqueEnvironment()];
  const accountId = await expiring(environment);
  const otherId = await expiring(other);
  const { findExpiring, recordExpiryNotice } = activities({ [environment]: {}, [other]: {} });
  expect(await findExpiring({ account: environment })).toEqual([{ environment, accountId, expires }]);
  const notice = { given: '2026-11-20T12:00:00.000Z', expires };
  for (let time = 1; time <= 2; time += 1) await recordExpiryNotice({ accountId, ...notice });
  expect(await findExpiring({})).toEqual(
    expect.arrayContaining([
      { environment, accountId, expires, notice },
      { environment: other, accountId: otherId, expires },
    ]),
  );
});

test('what must not be destroyed is found with the reason', async () => {
  const names = Array.from({ length: 6 }, () => uniqueEnvironment());
  const [guarded, stranger, gone, endless, moved, twice] = names as [string, string, string, string, string, string];
  const guardedId = await expiring(guarded);
  const { id: strangerId } = await sandbox.client.addEnvironment(stranger);
  await access.aws.organizations(access.accounts.management).send(
    new TagResourceCommand({
      ResourceId: strangerId,
      Tags: [...toAwsTags(tagsOf({ environment: stranger, expires }))],
    }),
  );
  await expiring(gone);
  await expiring(endless);
  await expiring(moved);
  const twins = [await expiring(twice), await expiring(uniqueEnvironment(), { environment: twice })];
  const { findExpiring, recordExpiryNotice } = activities(
    {
      [guarded]: {},
      [stranger]: {},
      [endless]: { expires: undefined },
      [moved]: { accountId: '999999999999' },
      [twice]: {},
    },
    [guardedId],
  );
  const reasons = Object.fromEntries((await findExpiring({})).map(({ environment, spare }) => [environment, spare]));
  expect(reasons).toMatchObject({
    [guarded]: expect.stringMatching(/^it is protected/) as string,
    [stranger]: expect.stringContaining('not made by Backlot') as string,
    [gone]: `the fleet has no accounts/${gone}.yaml any more`,
    [endless]: expect.stringContaining('stale') as string,
    [moved]: expect.stringContaining('another account') as string,
    [twice]: expect.stringContaining(twins.toSorted().join(', ')) as string,
  });
  const notice = { given: expires, expires };
  await expect(recordExpiryNotice({ accountId: guardedId, ...notice })).rejects.toMatchObject({ code: 'GuardRefused' });
});

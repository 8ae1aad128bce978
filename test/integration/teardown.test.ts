import { ListParentsCommand, ListTagsForResourceCommand, TagResourceCommand } from '@aws-sdk/client-organizations';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { beforeAll, expect, test } from 'vitest';
import { createDirectory } from '../../activities/accounts/directory.js';
import { fromAwsTags, toAwsTags } from '../../activities/aws/resource-tags.js';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import {
  createContentsActivities,
  createDataRemovalActivities,
  createRemovalActivities,
} from '../../activities/teardown/contents.js';
import { createDelegationActivities } from '../../activities/teardown/delegation.js';
import { createDeletionActivities } from '../../activities/teardown/deletions.js';
import { createPoolReturnActivities } from '../../activities/teardown/pool.js';
import { createDestroyFleetActivities } from '../../activities/teardown/resolve-destroy.js';
import { requireFleet } from '../../config/require-fleet.js';
import { readSettings } from '../../config/settings.js';
import { planItems } from '../../domain/destroy-plan.js';
import { productVariables } from '../../sandbox/runtime/environment-variables.js';
import { accountSettings } from '../../workers/account-settings.js';
import { productAccess } from '../laws/support/product-access.js';
import { sharedSandbox, uniqueEnvironment } from './support/sandbox.js';

const sandbox = sharedSandbox();
const environment = uniqueEnvironment();
const operationId = 'teardown-1';
const region = 'us-east-1';

let accountId: string;
let dependencies: ActivityDependencies;

beforeAll(async () => {
  accountId = (await sandbox.client.addEnvironment(environment)).id;
  const acme = await requireFleet('examples/acme');
  const [file] = Object.values(acme.accounts);
  if (file === undefined) throw new Error('Acme has an environment');
  const zone = { ...file.zone, name: `${environment}.acme.example` };
  const accounts = { [environment]: { ...file, account: environment, accountId, zone, regions: { [region]: {} } } };
  const organization = {
    ...acme.organization,
    accountPool: { organizationalUnit: 'Pool', min: 0, max: 9, email: '{serial}@x' },
  };
  const settings = readSettings(organization, { ...productVariables(await sandbox.client.describe()) });
  dependencies = {
    ...(await productAccess(sandbox)),
    accounts: accountSettings(organization, settings),
    readFleet: () => Promise.resolve({ ...acme, organization, accounts }),
  } as unknown as ActivityDependencies;
});

function organizations() {
  return dependencies.aws.organizations(dependencies.accounts.management);
}

test('an account that Backlot did not make is refused, until it did', async () => {
  const { resolveDestroy } = createDestroyFleetActivities(dependencies);
  await expect(resolveDestroy({ account: environment })).rejects.toMatchObject({ code: 'GuardRefused' });
  const tags = { 'backlot:operation': 'made-it', 'backlot:environment': environment, 'backlot:expires': 'soon' };
  await organizations().send(new TagResourceCommand({ ResourceId: accountId, Tags: toAwsTags(tags) }));
  expect(await resolveDestroy({ account: environment })).toMatchObject({
    accountId,
    poolUnit: 'Pool',
    regions: [region],
  });
});

test('what is the environment’s is found, written down, and taken away with the rights of its roles', async () => {
  const target = await createDestroyFleetActivities(dependencies).resolveDestroy({ account: environment });
  const { listAccount, mayEnter } = createContentsActivities(dependencies);
  const { awaitRemoved } = createRemovalActivities(dependencies);
  const { removeData } = createDataRemovalActivities(dependencies);
  const { admitDestroy, digestDestroy, recordDeletions } = createDeletionActivities(dependencies);
  const place = { account: accountId, region, role: 'BacklotDeploy' };
  expect(await mayEnter(place)).toEqual({ open: true });
  const { isDelegated } = createDelegationActivities(dependencies);
  expect(await isDelegated(target)).toEqual({ delegated: false });

  const name = `backlot/${environment}/users/app_rw`;
  const data = { ...place, role: 'BacklotData' };
  await dependencies.aws.secrets(data).send(new CreateSecretCommand({ Name: name, SecretString: 'x' }));
  const listing = await listAccount({ ...target, role: 'BacklotDeploy' });
  const secret = listing.ours.find(({ id }) => id === name);
  if (secret === undefined) throw new Error(`${name} was not found`);

  const items = planItems(listing, [], 'leave');
  const plan = { environment, accountId, leftovers: 'leave', items } as const;
  const { digest } = await digestDestroy(plan);
  await expect(admitDestroy({ plan, digest: 'a'.repeat(64), operationId })).rejects.toMatchObject({
    code: 'PlanChanged',
  });
  expect((await admitDestroy({ plan, digest, operationId })).items).toEqual(items);
  const less = { ...plan, items: items.slice(1) };
  expect((await admitDestroy({ plan: less, digest, operationId })).items).toEqual(items);
  await recordDeletions({ environment, accountId, operationId, items });

  for (let time = 1; time <= 2; time += 1) await removeData({ found: secret, place: data });
  await awaitRemoved({ found: secret, place });
  expect((await listAccount({ ...target, role: 'BacklotDeploy' })).ours.map(({ id }) => id)).not.toContain(name);
});

test('an account is entered by the role that it was born with, if that is there, and given back', async () => {
  const { findWayIn, returnToPool, closeAccount } = createPoolReturnActivities(dependencies);
  expect(await findWayIn({ accountId })).toEqual({ open: false });
  await expect(closeAccount({ accountId })).rejects.toMatchObject({ code: 'GuardRefused' });
  await returnToPool({ environment, accountId, unit: 'Pool' });
  const { Tags } = await organizations().send(new ListTagsForResourceCommand({ ResourceId: accountId }));
  expect(fromAwsTags(Tags)).toEqual({ 'backlot:operation': 'made-it', 'backlot:pool': 'empty' });
  const { Parents } = await organizations().send(new ListParentsCommand({ ChildId: accountId }));
  expect(Parents?.[0]?.Id).toBe(await createDirectory(dependencies.aws, dependencies.accounts).unit('Pool'));
  // It belongs to nobody now.
  await expect(returnToPool({ environment, accountId, unit: 'Pool' })).rejects.toMatchObject({ code: 'GuardRefused' });
});

test('an empty account is closed, and is out of the pool before that', async () => {
  const { closeAccount } = createPoolReturnActivities(dependencies);
  const status = async (): Promise<string> =>
    await closeAccount({ accountId }).then(
      (closed) => closed.status,
      (error: unknown) => (error as Error).name,
    );
  expect(await status()).toBe('NotReadyError');
  const { Tags } = await organizations().send(new ListTagsForResourceCommand({ ResourceId: accountId }));
  expect(fromAwsTags(Tags)['backlot:pool']).toBe('retired');
  await expect.poll(status, { timeout: 20_000 }).toBe('SUSPENDED');
});

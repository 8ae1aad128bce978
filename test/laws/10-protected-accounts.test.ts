/*
 * Law 10, for teardowns: the account is checked before any change. To break it: take out one of the checks before a
 * deletion, let a tag, a name or a digest alone decide, or trust what an operation says about itself.
 *
 * The attack: an account that the fleet protects, and accounts of the organisation, are passed off as environments in
 * every way that somebody with access to the fleet's files, to tags or to Temporal could think of, at every activity of
 * a teardown that deletes. Nothing may even be sent.
 */
import { TagResourceCommand } from '@aws-sdk/client-organizations';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import { jsonDigest } from '../../activities/state/canonical-json.js';
import {
  createContentsActivities,
  createDataRemovalActivities,
  createRemovalActivities,
} from '../../activities/teardown/contents.js';
import { createDelegationActivities } from '../../activities/teardown/delegation.js';
import { createDeletionActivities } from '../../activities/teardown/deletions.js';
import { createPoolReturnActivities } from '../../activities/teardown/pool.js';
import { createDestroyFleetActivities } from '../../activities/teardown/resolve-destroy.js';
import { createScheduleActivities } from '../../activities/teardown/schedules.js';
import { requireFleet } from '../../config/require-fleet.js';
import { readSettings } from '../../config/settings.js';
import type { Fleet } from '../../domain/fleet/fleet.js';
import { toAwsTags } from '../../activities/aws/resource-tags.js';
import { productVariables } from '../../sandbox/runtime/environment-variables.js';
import { accountSettings } from '../../workers/account-settings.js';
import { sharedSandbox, uniqueEnvironment } from '../integration/support/sandbox.js';
import { productAccess } from './support/product-access.js';

const sandbox = sharedSandbox();
const begun = new Date().toISOString();
const region = 'us-east-1';
const operationId = 'attack';

/** Who is passed off as an environment. */
interface Victim {
  readonly accountId: string;
  readonly environment: string;
  readonly fleet: Fleet;
}

type Disguise = (account: string) => Promise<Victim> | Victim;

let fleet: Fleet;
let shared: Omit<ActivityDependencies, 'readFleet'>;
/** An account that the fleet protects, and one that it does not know. */
let guarded: string;
let stranger: string;

beforeAll(async () => {
  const acme = await requireFleet('examples/acme');
  guarded = (await sandbox.client.addEnvironment(uniqueEnvironment())).id;
  stranger = (await sandbox.client.addEnvironment(uniqueEnvironment())).id;
  const organization = { ...acme.organization, protectedAccounts: [...acme.organization.protectedAccounts, guarded] };
  fleet = { ...acme, organization };
  const settings = readSettings(organization, { ...productVariables(await sandbox.client.describe()) });
  const access = await productAccess(sandbox);
  shared = { ...access, accounts: accountSettings(organization, settings) } as unknown as typeof shared;
});

/** An account file that names the account. */
function named(environment: string, accountId: string): Victim {
  const [file] = Object.values(fleet.accounts);
  if (file === undefined) throw new Error('Acme has an environment');
  const accounts = { ...fleet.accounts, [environment]: { ...file, account: environment, accountId } };
  return { environment, accountId, fleet: { ...fleet, accounts } };
}

async function tagged(victim: Victim, tags: Readonly<Record<string, string>>): Promise<Victim> {
  await shared.aws
    .organizations(shared.accounts.management)
    .send(new TagResourceCommand({ ResourceId: victim.accountId, Tags: toAwsTags(tags) }));
  return victim;
}

const disguises: Readonly<Record<string, Disguise>> = {
  'under a new name': (account) => named('brandnew', account),
  'under the name of an environment, its id swapped': (account) => named('qa1', account),
  'with the tags of an account of ours': (account) =>
    tagged(named('tagged', account), { 'backlot:operation': 'a1', 'backlot:environment': 'tagged' }),
  'with the tags of an empty account of the pool': (account) =>
    tagged(named('pooled', account), { 'backlot:operation': 'a1', 'backlot:pool': 'empty' }),
  'with spaces around its id': (account) => named('spaced', ` ${account} `),
  'without an account file': (account) => ({ environment: 'nowhere', accountId: account, fleet }),
};

const item = { phase: 'resources', type: 'aws_vpc', id: 'vpc-1', region } as const;

/** Everything that deletes, or lets something be deleted; what an attacker says is consistent in itself. */
const attacks: Readonly<
  Record<string, (activities: ReturnType<typeof activitiesOf>, victim: Victim) => Promise<unknown>>
> = {
  'resolve it': (activities, { environment }) => activities.resolveDestroy({ account: environment }),
  'begin with a digest of its own plan': (activities, { environment, accountId }) => {
    const plan = { environment, accountId, leftovers: 'delete', items: [item] } as const;
    return activities.admitDestroy({ plan, digest: jsonDigest(plan), operationId });
  },
  'write down that it goes': (activities, { environment, accountId }) =>
    activities.recordDeletions({ environment, accountId, operationId, items: [item] }),
  'delete its schedule': (activities, { environment, accountId }) =>
    activities.deleteSchedule({ environment, accountId, id: `refresh/${environment}` }),
  'give it to the pool': (activities, { environment, accountId }) =>
    activities.returnToPool({ environment, accountId, unit: 'Pool' }),
};

/** What works with the rights of a role in the account, and is told the account alone. */
const attacksOnPlaces: typeof attacks = {
  'look through it': (activities, { environment, accountId }) =>
    activities.listAccount({ environment, accountId, organization: 'acme', regions: [region], role: 'BacklotDeploy' }),
  'remove something': (activities, { accountId }) =>
    activities.removeFound({
      found: { type: 'aws_vpc', id: 'vpc-1', importId: 'vpc-1', tags: {}, region },
      place: { account: accountId, region, role: 'BacklotDeploy' },
    }),
  'remove a database': (activities, { accountId }) =>
    activities.removeData({
      found: { type: 'aws_db_instance', id: 'users-1', importId: 'users-1', tags: {}, region },
      place: { account: accountId, region, role: 'BacklotData' },
    }),
  'take its name away': (activities, { accountId }) =>
    activities.removeDelegation({
      accountId,
      zone: { name: 'qa1.acme.example', visibility: 'public' },
      delegation: { account: '444444444444', role: 'BacklotDns', parentZone: 'acme.example' },
    }),
  'close it': (activities, { accountId }) => activities.closeAccount({ accountId }),
};

function activitiesOf({ fleet: read }: Victim) {
  const dependencies = { ...shared, readFleet: () => Promise.resolve(read) };
  return {
    ...createDestroyFleetActivities(dependencies),
    ...createDeletionActivities(dependencies),
    ...createScheduleActivities(dependencies),
    ...createPoolReturnActivities(dependencies),
    ...createContentsActivities(dependencies),
    ...createRemovalActivities(dependencies),
    ...createDataRemovalActivities(dependencies),
    ...createDelegationActivities(dependencies),
  };
}

async function refusal(attack: Promise<unknown>): Promise<string> {
  return await attack.then(
    () => 'done',
    (error: unknown) => (error as { code?: string; name: string }).code ?? (error as Error).name,
  );
}

const refusals = ['GuardRefused', 'NotOurs', 'InvalidInput', 'NotFound'];
const everyAttack = { ...attacks, ...attacksOnPlaces };
const onGuarded = Object.keys(disguises).flatMap((how) =>
  Object.keys(everyAttack)
    // An id with spaces is no account at all: only what compares it with the fleet can tell.
    .filter((what) => how !== 'with spaces around its id' || what in attacks)
    .map((what) => [how, what] as const),
);

describe('a protected account', () => {
  test('is attacked in fifty ways', () => expect(onGuarded.length).toBeGreaterThanOrEqual(50));

  test.each(onGuarded)('passed off %s: nobody can %s', async (how, what) => {
    const victim = await disguises[how]?.(guarded);
    const attack = everyAttack[what];
    if (victim === undefined || attack === undefined) throw new Error('there is no such attack');
    expect(refusals).toContain(await refusal(attack(activitiesOf(victim), victim)));
  });
});

describe('an account that nobody protects by name', () => {
  test.each(Object.keys(attacks))('and that Backlot did not make: nobody can %s', async (what) => {
    const victim = named('stranger', stranger);
    expect(await refusal(attacks[what]?.(activitiesOf(victim), victim) ?? Promise.resolve())).toBe('GuardRefused');
  });

  test.each(['management', 'builder', 'production', 'cleanroom', 'dns'] as const)(
    'but is the organisation’s %s: nothing is done in it',
    async (role) => {
      const victim = named('qa1', fleet.organization[role].account);
      for (const attack of Object.values(everyAttack)) {
        expect(refusals).toContain(await refusal(attack(activitiesOf(victim), victim)));
      }
    },
  );
});

test('nothing was sent to the accounts that would change them', async () => {
  const calls = await Promise.all(
    [guarded, stranger].map((account) => sandbox.client.calls({ account, since: begun, mutating: true })),
  );
  expect(calls.flat().map(({ action }) => action)).toEqual([]);
});

import type { MainActivities } from '../../../../activities/index.js';
import type { ActivityDependencies } from '../../../../activities/dependencies.js';
import { createDeletionActivities } from '../../../../activities/teardown/deletions.js';
import { createExpiryActivities } from '../../../../activities/teardown/expiry.js';
import { createDestroyFleetActivities } from '../../../../activities/teardown/resolve-destroy.js';
import { BacklotError } from '../../../../domain/errors.js';
import { tagKeys } from '../../../../domain/tags.js';
import type { TeardownActivities } from '../../../../workflows/support/terraform.js';
import type { Fakes } from './fakes.js';
import type { FakeFleet } from './fleet.js';
import type { FakeAccount } from './organization.js';
import type { Resources } from './resources.js';

type MainDestroyActivities = Pick<
  Fakes<MainActivities>,
  | 'resolveDestroy'
  | 'digestDestroy'
  | 'admitDestroy'
  | 'recordDeletions'
  | 'findSchedules'
  | 'deleteSchedule'
  | 'removeData'
  | 'findWayIn'
  | 'returnToPool'
  | 'closeAccount'
  | 'findExpiring'
  | 'recordExpiryNotice'
>;

/** What a teardown does on the main queue. What decides whether it may is the product's own, over the fake organisation. */
export function createDestroyFakes(world: Resources, fleet: FakeFleet): MainDestroyActivities {
  const { household, organization } = world;
  const dependencies = pretendedDependencies(world, fleet);
  return {
    ...createDeletionActivities(dependencies),
    ...createExpiryActivities(dependencies),
    removeData: createRemovalFakes(world).removeFound,

    async resolveDestroy(input) {
      const target = await createDestroyFleetActivities(dependencies).resolveDestroy(input);
      return household.misled ? { ...target, protectedAccounts: [target.accountId] } : target;
    },

    findSchedules: () => ({ ids: household.schedules }),

    deleteSchedule({ id }) {
      household.schedules = household.schedules.filter((each) => each !== id);
      world.did(`delete schedule ${id}`);
    },

    findWayIn: ({ accountId }) => ({ open: organization.accounts.get(accountId)?.bootstrap !== 'gone' }),

    returnToPool({ accountId, unit }) {
      const account = organization.accounts.get(accountId);
      if (account === undefined) throw new BacklotError('NotFound', `There is no account ${accountId}.`);
      account.unit = unit;
      const { environment, expires, expiryNotice } = tagKeys;
      const tags = withoutTags(account.tags, [environment, expires, expiryNotice]);
      account.tags = { ...tags, [tagKeys.pool]: 'empty' };
      world.did(`return ${accountId}`);
    },

    closeAccount({ accountId }) {
      world.did(`close ${accountId}`);
      return { status: 'SUSPENDED' };
    },
  };
}

/** What a teardown does on the Terraform queue, besides Terraform. */
export function createTeardownFakes(world: Resources): Fakes<TeardownActivities> {
  const { household } = world;
  return {
    ...createRemovalFakes(world),

    mayEnter: ({ account, role }) => ({
      open: role !== 'BacklotDeploy' || household.things.some(({ id }) => id === 'BacklotDeploy' && account !== ''),
    }),

    listAccount() {
      const as = (wanted: string) => household.things.filter(({ belongs }) => belongs === wanted);
      return { ours: as('ours'), foreign: as('foreign'), ending: as('ending') };
    },

    isDelegated: () => ({ delegated: household.delegated }),

    removeDelegation() {
      if (!household.delegated) return {};
      household.delegated = false;
      world.did('remove delegation');
      return { changeId: 'change-1' };
    },

    awaitDelegationGone: () => world.did('delegation is gone everywhere'),
  };
}

function createRemovalFakes(world: Resources): Pick<Fakes<TeardownActivities>, 'removeFound' | 'awaitRemoved'> {
  const { household } = world;
  return {
    removeFound({ found, place }) {
      if (household.guarded.has(found.id)) throw new BacklotError('AccessDenied', `${found.id} is guarded.`);
      if (!household.things.some(({ id }) => id === found.id)) return;
      household.things = household.things.filter(({ id }) => id !== found.id);
      world.did(`remove ${found.type} ${found.id} as ${place.role}`);
    },
    awaitRemoved: () => undefined,
  };
}

function withoutTags(tags: Readonly<Record<string, string>>, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
}

/** A call of Organizations, as far as a teardown makes any. */
interface SentCommand {
  readonly constructor: { readonly name: string };
  readonly input: {
    readonly AccountId?: string;
    readonly ResourceId?: string;
    readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
  };
}

function described({ id, status }: FakeAccount): { Id: string; Status: string } {
  return { Id: id, Status: status };
}

/** Organizations, the bucket and the fleet, as far as a teardown asks them. */
function pretendedDependencies(world: Resources, fleet: FakeFleet): ActivityDependencies {
  const { household, organization } = world;
  const send = ({ constructor: { name }, input }: SentCommand) => {
    const account = organization.accounts.get(input.AccountId ?? input.ResourceId ?? '');
    if (name === 'ListAccountsCommand') {
      return Promise.resolve({ Accounts: [...organization.accounts.values()].map(described) });
    }
    if (name === 'TagResourceCommand') {
      for (const { Key, Value } of input.Tags ?? []) if (account !== undefined) account.tags[Key] = Value;
      return Promise.resolve({});
    }
    if (name === 'ListTagsForResourceCommand') {
      return Promise.resolve({ Tags: Object.entries(account?.tags ?? {}).map(([Key, Value]) => ({ Key, Value })) });
    }
    if (name !== 'DescribeAccountCommand') throw new Error(`A teardown is not expected to send ${name}.`);
    const unknown = Object.assign(new Error('no such account'), { name: 'AccountNotFoundException', $metadata: {} });
    return account === undefined ? Promise.reject(unknown) : Promise.resolve({ Account: described(account) });
  };
  const { environment, data } = fleet;
  return {
    aws: { organizations: () => ({ send }) },
    accounts: {
      management: { account: '100000000000', region: data.region, role: 'BacklotAccounts' },
      get protectedAccounts() {
        return fleet.spawn.protectedAccounts;
      },
      pool: { organizationalUnit: 'Pool', email: '{serial}@acme.example' },
    },
    objects: {
      putJson: (key: string, value: unknown) => Promise.resolve(void household.objects.set(key, value)),
      getJson: (key: string) => Promise.resolve(household.objects.get(key)),
    },
    readFleet: () =>
      Promise.resolve({
        digest: fleet.ref.digest,
        revision: fleet.ref.revision,
        organization: {
          organization: 'acme',
          dns: { account: '444444444444', role: 'BacklotDns', parentZone: 'acme.example' },
          identityCenter: fleet.spawn.access?.center,
        },
        accounts: Object.fromEntries(
          [environment.name, ...fleet.neighbours].map((account) => [
            account,
            {
              account,
              ...(account === environment.name ? { accountId: environment.accountId } : {}),
              expires: fleet.spawn.expiresMs,
              regions: { [data.region]: {} },
              zone: { name: environment.zone, visibility: environment.zoneVisibility },
            },
          ]),
        ),
      }),
  } as unknown as ActivityDependencies;
}

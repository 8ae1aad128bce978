import { BacklotError } from '../../domain/errors.js';
import type { Fleet } from '../../domain/fleet/fleet.js';
import type { DriftPlan, DriftTarget } from '../../domain/messages/drift.js';
import { tagKeys } from '../../domain/tags.js';
import { createDirectory } from '../accounts/directory.js';
import { findEnvironmentAccount } from '../accounts/find-account.js';
import type { ActivityDependencies } from '../dependencies.js';
import { environmentAccount } from './environment-account.js';
import { storeFleet } from './stored-fleet.js';

type Dependencies = Pick<ActivityDependencies, 'aws' | 'accounts' | 'objects' | 'readFleet'>;

interface Account {
  readonly environment: string;
  readonly ids: readonly string[];
}

/** Activities that find out where drift is to be looked for. */
export function createDriftFleetActivities({ aws, accounts, objects, readFleet }: Dependencies) {
  const directory = createDirectory(aws, accounts);

  return {
    /**
     * Lists the environments of the fleet that have an account, or only one. Accounts that their files do not name are
     * looked for by their tags, all at once.
     *
     * @throws {BacklotError} `InvalidInput` when the one that was asked for has no account, or is none of the fleet.
     */
    async resolveDrift({ account: wanted }: { account?: string }): Promise<DriftPlan> {
      const fleet = await readFleet();
      const found = wanted === undefined ? await everyAccount(fleet) : [await oneAccount(fleet, wanted)];
      return {
        fleet: await storeFleet(objects, fleet),
        environments: found.map(({ environment, ids: [accountId = '', ...others] }): DriftTarget => {
          const { blueprint, databases } = environmentAccount(fleet, environment);
          const hasDatabases = (databases?.include ?? []).length > 0;
          const doubt = `several accounts carry its name: ${[accountId, ...others].join(', ')}`;
          return {
            environment,
            accountId,
            hasBlueprint: blueprint !== undefined,
            hasDatabases,
            ...(others.length === 0 ? {} : { doubt }),
          };
        }),
        atOnce: fleet.organization.limits.accountsInFlight,
      };
    },
  };

  /** Only accounts that files do not name are looked for: it costs a call for every account there is. */
  async function everyAccount({ accounts: files }: Fleet): Promise<Account[]> {
    const all = Object.values(files);
    const others = all.some(({ accountId }) => accountId === undefined)
      ? (await directory.accounts()).filter(({ Id = '' }) => !accounts.protectedAccounts.includes(Id))
      : [];
    const tagged = await directory.tagged(others);
    return all
      .map(({ account: environment, accountId }) => ({
        environment,
        ids:
          accountId === undefined
            ? tagged.filter(({ tags }) => tags[tagKeys.environment] === environment).map(({ id }) => id)
            : [accountId],
      }))
      .filter(({ ids }) => ids.length > 0)
      .toSorted((one, other) => one.environment.localeCompare(other.environment));
  }

  async function oneAccount(fleet: Fleet, environment: string): Promise<Account> {
    const named = environmentAccount(fleet, environment).accountId;
    const id = named ?? (await findEnvironmentAccount(directory, accounts, environment, undefined)).account?.accountId;
    if (id !== undefined) return { environment, ids: [id] };
    throw new BacklotError(
      'InvalidInput',
      `Environment ${environment} has no AWS account yet, so there is nothing to look at. Make it with backlot spawn ` +
        `${environment}, or set accountId in accounts/${environment}.yaml.`,
    );
  }
}

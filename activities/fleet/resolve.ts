import { BacklotError } from '../../domain/errors.js';
import type { Account } from '../../domain/fleet/account.js';
import type { Fleet } from '../../domain/fleet/fleet.js';
import type { RefreshInput, RefreshPlan } from '../../domain/messages/refresh.js';
import type { SanitizeInput } from '../../domain/messages/sanitize.js';
import type { DatabaseSlice, EnvironmentSlice, FleetRef, Place } from '../../domain/messages/slices.js';
import { durationMs } from '../../domain/duration.js';
import { createDirectory } from '../accounts/directory.js';
import { findEnvironmentAccount } from '../accounts/find-account.js';
import type { ActivityDependencies } from '../dependencies.js';
import { environmentAccount } from './environment-account.js';
import { databaseSlices, environmentDatabases, type MemberSource } from './slices.js';
import { createMemberSource } from './members.js';
import { storeFleet } from './stored-fleet.js';

/** A database ready for sanitisation, with the ages that the fleet sets. Durations in ms. */
export interface SanitizePlan {
  readonly fleet: FleetRef;
  readonly database: DatabaseSlice;
  readonly rawMaxAgeMs: number;
  readonly imageMaxAgeMs: number;
}

/** An environment as the fleet has it now, with the places of its databases. */
export interface EnvironmentPlan {
  readonly fleet: FleetRef;
  readonly environment: EnvironmentSlice;
  /** Where the environment's instances may be: one place for each of its regions. */
  readonly places: readonly Place[];
}

/**
 * Activities that read the worker's fleet directory, once for each operation. The whole fleet goes to the state bucket
 * under its digest; only slices travel. They refuse an invalid fleet, so nothing is ever started from one.
 */
export function createFleetActivities(dependencies: ActivityDependencies) {
  const { objects, readFleet } = dependencies;

  return {
    /** Resolves what one sanitisation needs. */
    async resolveSanitize({ database }: Pick<SanitizeInput, 'database'>): Promise<SanitizePlan> {
      const fleet = await readFleet();
      const slices = await databaseSlices(fleet, [database], memberSource(fleet));
      const slice = slices.find(({ name }) => name === database);
      if (slice === undefined) {
        throw new BacklotError(
          'InvalidInput',
          `"${database}" is a family with ${slices.length} members now; sanitise one member at a time: ` +
            `${slices.map(({ name }) => name).join(', ')}.`,
        );
      }
      return {
        fleet: await storeFleet(objects, fleet),
        database: slice,
        rawMaxAgeMs: fleet.organization.raw.maxAge,
        imageMaxAgeMs: fleet.organization.images.maxAge,
      };
    },

    /** Resolves what a refresh of one environment needs: its databases, family members included. */
    async resolveRefresh(input: Pick<RefreshInput, 'account' | 'databases' | 'maxAge'>): Promise<RefreshPlan> {
      const fleet = await readFleet();
      const account = await existingAccount(fleet, input.account);
      const databases = await environmentDatabases(fleet, account, memberSource(fleet));
      const wanted = input.databases ?? databases.map(({ database }) => database.name);
      const unknown = wanted.filter((name) => !databases.some(({ database }) => database.name === name));
      if (unknown.length > 0) {
        throw new BacklotError(
          'InvalidInput',
          `Environment ${account.account} has no database ${unknown.join(', ')}. ` +
            `It has ${databases.map(({ database }) => database.name).join(', ') || 'none'}.`,
        );
      }
      return {
        fleet: await storeFleet(objects, fleet),
        environment: environmentSlice(account),
        databases: databases.filter(({ database }) => wanted.includes(database.name)),
        databasesInFlight: fleet.organization.limits.databasesInFlight,
        maxImageAgeMs: input.maxAge === undefined ? fleet.organization.images.maxAge : durationMs(input.maxAge),
      };
    },

    /** Resolves an environment without looking at production. */
    async resolveEnvironment({ account: name }: { account: string }): Promise<EnvironmentPlan> {
      const fleet = await readFleet();
      const account = await existingAccount(fleet, name);
      const environment = environmentSlice(account);
      return {
        fleet: await storeFleet(objects, fleet),
        environment,
        places: Object.keys(account.regions).map((region) => ({
          account: environment.accountId,
          region,
          role: dataRole,
        })),
      };
    },
  };

  /** Only an account that the file does not name is looked for: it costs a call for every account there is. */
  async function existingAccount(fleet: Fleet, name: string): Promise<ExistingAccount> {
    const file = environmentAccount(fleet, name);
    if (file.accountId !== undefined) return { ...file, accountId: file.accountId };
    const { aws, accounts } = dependencies;
    const { account } = await findEnvironmentAccount(createDirectory(aws, accounts), accounts, name, undefined);
    if (account !== undefined) return { ...file, accountId: account.accountId };
    throw new BacklotError(
      'InvalidInput',
      `Environment ${name} has no AWS account yet. Make it with backlot spawn ${name}, or set accountId in ` +
        `accounts/${name}.yaml.`,
    );
  }

  function memberSource(fleet: Fleet): MemberSource {
    return createMemberSource(dependencies.aws, fleet.organization);
  }
}

const dataRole = 'BacklotData';

/** An account file whose account is known, from the file or from its tags. */
type ExistingAccount = Account & { readonly accountId: string };

function environmentSlice(account: ExistingAccount): EnvironmentSlice {
  const { cutover, partial, maxSkew } = account.databases ?? {};
  if (cutover === undefined) {
    throw new BacklotError(
      'InvalidInput',
      `Environment ${account.account} has no databases. Add a databases: section to accounts/${account.account}.yaml.`,
    );
  }
  return {
    name: account.account,
    accountId: account.accountId,
    zone: account.zone.name,
    zoneVisibility: account.zone.visibility,
    cutover: {
      sslmode: cutover.sslmode,
      ttlSeconds: Math.max(1, Math.round(cutover.ttl / 1_000)),
      drainAfterMs: cutover.drainAfter,
      keepPreviousMs: cutover.keepPrevious,
      approval: cutover.approval,
    },
    hooks: account.hooks.postRestore.map((hook) => ({
      name: hook.name,
      run: hook.run,
      timeoutMs: hook.timeout,
      ...(hook.as === undefined ? {} : { as: hook.as }),
      ...(hook.databases === undefined ? {} : { databases: hook.databases }),
    })),
    partialAllowed: partial === 'allowed',
    ...(maxSkew === undefined ? {} : { maxSkewMs: maxSkew }),
  };
}

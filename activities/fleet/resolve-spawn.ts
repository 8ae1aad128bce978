import type { Hook } from '../../domain/fleet/hook.js';
import type { DeployHook, SpawnPlan } from '../../domain/messages/spawn.js';
import { BacklotError } from '../../domain/errors.js';
import type { ActivityDependencies } from '../dependencies.js';
import { environmentAccount } from './environment-account.js';
import { storeFleet } from './stored-fleet.js';

/** Activities that read what the making of an environment needs from the worker's fleet directory. */
export function createSpawnFleetActivities({ objects, readFleet, accounts }: ActivityDependencies) {
  return {
    /** Resolves what a spawn needs. Reads the fleet and nothing else; refuses an environment without a blueprint. */
    async resolveSpawn({ account: name }: { account: string }): Promise<SpawnPlan> {
      const fleet = await readFleet();
      const account = environmentAccount(fleet, name);
      if (account.blueprint === undefined) {
        throw new BacklotError(
          'InvalidInput',
          `Environment ${name} has no blueprint, so there is nothing to make. Add \`blueprint:\` to accounts/${name}.yaml.`,
        );
      }
      const { organization } = fleet;
      return {
        fleet: await storeFleet(objects, fleet),
        environment: name,
        ...(account.accountId === undefined ? {} : { accountId: account.accountId }),
        ...(account.organizationalUnit === undefined ? {} : { organizationalUnit: account.organizationalUnit }),
        approval: account.approval,
        proof: organization.approvals === 'proof',
        ...(account.expires === undefined ? {} : { expiresMs: account.expires }),
        hasPool: accounts.pool !== undefined,
        hooks: { preDeploy: account.hooks.preDeploy.map(slice), postDeploy: account.hooks.postDeploy.map(slice) },
        hasDatabases: (account.databases?.include ?? []).length > 0,
        protectedAccounts: accounts.protectedAccounts,
        accountsInFlight: organization.limits.accountsInFlight,
        zone: account.zone,
        regions: Object.keys(account.regions),
        ...(organization.identityCenter === undefined
          ? {}
          : { access: { center: organization.identityCenter, grants: account.access } }),
      };
    },
  };
}

function slice({ name, run, timeout }: Hook): DeployHook {
  return { name, run, timeoutMs: timeout };
}

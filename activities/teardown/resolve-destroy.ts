import { BacklotError } from '../../domain/errors.js';
import type { DestroyTarget } from '../../domain/messages/destroy.js';
import { createDirectory } from '../accounts/directory.js';
import { findEnvironmentAccount } from '../accounts/find-account.js';
import type { ActivityDependencies } from '../dependencies.js';
import { environmentAccount } from '../fleet/environment-account.js';
import { storeFleet } from '../fleet/stored-fleet.js';
import { createDoomedCheck } from './require-doomed.js';

/** Activities that find out what a teardown is about. */
export function createDestroyFleetActivities(dependencies: ActivityDependencies) {
  const { aws, accounts, objects, readFleet } = dependencies;
  const directory = createDirectory(aws, accounts);
  const check = createDoomedCheck(dependencies);

  return {
    /**
     * Resolves an environment that is to be destroyed.
     *
     * @throws {BacklotError} `NotFound` when it has no account; `GuardRefused` when its account must not be emptied.
     */
    async resolveDestroy({ account: name }: { account: string }): Promise<DestroyTarget> {
      const fleet = await readFleet();
      const file = environmentAccount(fleet, name);
      const found =
        file.accountId ?? (await findEnvironmentAccount(directory, accounts, name, undefined)).account?.accountId;
      if (found === undefined) {
        throw new BacklotError(
          'NotFound',
          `Environment ${name} has no account, so there is nothing to destroy: it was never made, or is emptied already.`,
        );
      }
      const doomed = await check({ environment: name, accountId: found });
      const { organization } = fleet;
      const { account, role, parentZone } = organization.dns;
      return {
        ...doomed,
        fleet: await storeFleet(objects, fleet),
        organization: organization.organization,
        regions: Object.keys(file.regions),
        zone: file.zone,
        delegation: { account, role, parentZone },
        ...(organization.identityCenter === undefined ? {} : { access: organization.identityCenter }),
        ...(accounts.pool === undefined ? {} : { poolUnit: accounts.pool.organizationalUnit }),
      };
    },
  };
}

import type { LeftOutDatabase, ParityPlan } from '../../domain/messages/parity.js';
import type { ActivityDependencies } from '../dependencies.js';
import { environmentAccount } from './environment-account.js';
import { createFleetActivities } from './resolve.js';
import { loadStoredFleet } from './stored-fleet.js';

/** Activities that read what a comparison with production needs from the worker's fleet directory. */
export function createParityFleetActivities(dependencies: ActivityDependencies) {
  const { resolveRefresh } = createFleetActivities(dependencies);

  return {
    /** Resolves an environment's databases as a refresh does, and those of the fleet that it leaves out. */
    async resolveParity({ account: name }: { account: string }): Promise<ParityPlan> {
      const { fleet: ref, environment, databases, maxImageAgeMs } = await resolveRefresh({ account: name });
      // Read back rather than read anew: the directory may have changed meanwhile.
      const fleet = await loadStoredFleet(dependencies.objects, ref);
      const { regions, blueprint, databases: wanted } = environmentAccount(fleet, name);
      const included = new Set((wanted?.include ?? []).map((each) => each.name));
      const declared: LeftOutDatabase[] = [
        ...Object.values(fleet.databases).map(({ database, dnsName }) => ({ name: database, dnsName })),
        ...Object.values(fleet.families).map(({ family }) => ({ name: family })),
      ];
      return {
        fleet: ref,
        environment,
        places: Object.keys(regions).map((region) => ({ account: environment.accountId, region, role: 'BacklotData' })),
        databases,
        leftOut: declared.filter((each) => !included.has(each.name)).toSorted((a, b) => a.name.localeCompare(b.name)),
        maxImageAgeMs,
        hasBlueprint: blueprint !== undefined,
      };
    },
  };
}

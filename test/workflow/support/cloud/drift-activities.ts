import type { MainActivities } from '../../../../activities/index.js';
import { BacklotError } from '../../../../domain/errors.js';
import type { DriftTarget } from '../../../../domain/messages/drift.js';
import type { Fakes } from './fakes.js';
import type { FakeFleet } from './fleet.js';

/** Finds the environments of the fake fleet: its own, and its neighbours, which have stacks and no databases. */
export function createDriftFakes(fleet: FakeFleet): Pick<Fakes<MainActivities>, 'resolveDrift'> {
  return {
    resolveDrift({ account }) {
      const { name, accountId } = fleet.environment;
      const all: DriftTarget[] = [
        { environment: name, accountId, hasBlueprint: fleet.hasBlueprint, hasDatabases: fleet.databases.length > 0 },
        ...fleet.neighbours.map((environment, index) => ({
          environment,
          accountId: `66666666666${index}`,
          hasBlueprint: true,
          hasDatabases: false,
        })),
      ];
      const environments = all.filter(({ environment }) => account === undefined || environment === account);
      if (environments.length === 0) throw new BacklotError('InvalidInput', `The fleet has no environment ${account}.`);
      return { fleet: fleet.ref, environments, atOnce: 2 };
    },
  };
}

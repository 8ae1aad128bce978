import type { MainActivities } from '../../../../activities/index.js';
import type { InstanceAt } from '../../../../domain/messages/databases.js';
import type { ObservedInstance } from '../../../../domain/messages/parity.js';
import { compareParameters } from '../../../../domain/parity/compare-parameters.js';
import type { StandingActivities } from '../../../../workflows/support/terraform.js';
import type { Fakes } from './fakes.js';
import type { FakeFleet } from './fleet.js';
import { createFleetFakes } from './fleet-activities.js';
import { keyOf, type Resources } from './resources.js';

/** What every instance is like of which a test says nothing else. */
const plain: Omit<ObservedInstance, 'instance'> = {
  engine: 'postgres',
  engineVersion: '16.4',
  instanceClass: 'db.m6g.xlarge',
  storageGiB: 20,
  storageType: 'gp3',
  multiAz: false,
};

/** Looks at production and an environment side by side. */
export function createParityFakes(
  world: Resources,
  fleet: FakeFleet,
): Pick<Fakes<MainActivities>, 'resolveParity' | 'describePair'> {
  const observe = ({ place, instance }: InstanceAt): ObservedInstance | undefined => {
    const key = keyOf(place, instance);
    return world.instances.has(key) ? { ...plain, ...world.observed.get(key), instance } : undefined;
  };
  return {
    async resolveParity({ account }) {
      const { databases, environment, ...plan } = await createFleetFakes(fleet).resolveRefresh({ account });
      const { leftOut, hasBlueprint } = fleet;
      return { ...plan, databases, environment, places: [fleet.data], leftOut, hasBlueprint };
    },

    describePair({ source, serving }) {
      const production = observe(source);
      const environment = serving === undefined ? undefined : observe(serving);
      const parametersOf = ({ place, instance }: InstanceAt) => world.parameters.get(keyOf(place, instance)) ?? [];
      return {
        ...(production === undefined ? {} : { production }),
        ...(environment === undefined ? {} : { environment }),
        parameters: serving === undefined ? [] : compareParameters(parametersOf(source), parametersOf(serving)),
      };
    },
  };
}

/** Looks into the bucket of the fake cloud. */
export function createStandingFakes(world: Resources): Fakes<StandingActivities> {
  return {
    findStandings: () =>
      world.stacks
        .filter(({ slice }) => slice.role === 'BacklotDeploy')
        .map(({ slice, pending, serial }) => ({
          stack: slice.name,
          applied: serial > 0,
          configuration: serial === 0 ? 'unknown' : pending === undefined ? 'same' : 'other',
        })),
  };
}

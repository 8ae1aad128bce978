import type { MainActivities } from '../../../../activities/index.js';
import { durationMs } from '../../../../domain/duration.js';
import { BacklotError } from '../../../../domain/errors.js';
import type { Fakes } from './fakes.js';
import type { FakeFleet } from './fleet.js';

type FleetActivities = Pick<Fakes<MainActivities>, 'resolveSanitize' | 'resolveRefresh' | 'resolveEnvironment'>;

/** Resolves operations from the fake fleet, as it is at that moment. */
export function createFleetFakes(fleet: FakeFleet): FleetActivities {
  const requireEnvironment = (account: string): void => {
    if (account === fleet.environment.name) return;
    throw new BacklotError('InvalidInput', `The fleet has no environment "${account}".`);
  };

  return {
    resolveSanitize({ database: name }) {
      const found = fleet.databases.find(({ database }) => database.name === name);
      if (found === undefined) throw new BacklotError('InvalidInput', `The fleet has no database "${name}".`);
      const { ref, rawMaxAgeMs, imageMaxAgeMs } = fleet;
      return { fleet: ref, database: found.database, rawMaxAgeMs, imageMaxAgeMs };
    },

    resolveRefresh({ account, databases, maxAge }) {
      requireEnvironment(account);
      return {
        fleet: fleet.ref,
        environment: fleet.environment,
        databases: fleet.databases.filter(({ database }) => databases?.includes(database.name) ?? true),
        databasesInFlight: fleet.databasesInFlight,
        maxImageAgeMs: maxAge === undefined ? fleet.maxImageAgeMs : durationMs(maxAge),
      };
    },

    resolveEnvironment({ account }) {
      requireEnvironment(account);
      return { fleet: fleet.ref, environment: fleet.environment, places: [fleet.data] };
    },
  };
}

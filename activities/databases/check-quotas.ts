import { BacklotError } from '../../domain/errors.js';
import { demandsOf, shortagesOf, type RefreshDemand } from '../../domain/room.js';
import type { ActivityDependencies } from '../dependencies.js';
import { readQuotas } from './quotas.js';

/** Activities that compare what an operation is going to need with what AWS allows. */
export function createQuotaActivities({ aws }: ActivityDependencies) {
  return {
    /**
     * Checks that production, the clean room and the environment have room for a refresh at its peak: a generation
     * beside those that are there, and of production's quotas never more than half.
     *
     * @throws `NoRoom` naming every quota that is too small, and by how much.
     */
    async checkQuotas(refresh: RefreshDemand): Promise<void> {
      const shortages = await Promise.all(
        demandsOf(refresh).map(async (demand) =>
          shortagesOf(demand, await readQuotas(aws, demand.place, demand.halfAtMost)),
        ),
      );
      if (shortages.flat().length === 0) return;
      throw new BacklotError(
        'NoRoom',
        `There is no room to refresh ${refresh.environment.name}, so nothing was started: ${shortages.flat().join('; ')}. ` +
          'Clear what is not needed (backlot sweep), refresh fewer databases at once, or have the quota raised.',
      );
    },
  };
}

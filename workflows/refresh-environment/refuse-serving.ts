import type { RefreshPlan } from '../../domain/messages/refresh.js';
import { reads } from '../support/activities.js';
import { failure } from '../support/failure.js';
import { placesOf } from '../support/leave-generations.js';
import { zoneOf } from '../support/move-records.js';

/**
 * Refuses to make a generation that serves already: a refresh which was reset, or was given an old operation id, would
 * prepare it anew under its clients and delete it if that failed. It looks into the environment's zone on the way, so
 * that an account which does not have it is found out before anything is shared with it or made in it.
 */
export async function refuseServing(plan: RefreshPlan, generation: string): Promise<void> {
  const { environment, databases } = plan;
  const places = placesOf(plan);
  const names = databases.map(({ database: { dnsName } }) => `${dnsName}.${environment.zone}`);
  const records = await reads.readRecords({ zone: zoneOf(environment, places[0]), names });
  const found = await reads.findGenerations({ environment: environment.name, places });
  const own = found.filter((made) => made.generation === generation);
  if (!records.some(({ value }) => own.some(({ endpoint }) => endpoint === value))) return;
  throw failure(
    'GuardRefused',
    `Generation ${generation} serves ${environment.name} already, so it was not made again: its clients would notice. ` +
      'Start a new refresh, without an operation id.',
  );
}

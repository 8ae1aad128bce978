import type { RefreshPlan } from '../../domain/messages/refresh.js';
import { reads } from '../support/activities.js';
import { failure } from '../support/failure.js';
import { placesOf } from '../support/fence-old.js';
import { zoneOf } from '../support/move-records.js';

/**
 * Refuses to make a generation that serves already: a refresh which was reset, or was given an old operation id, would
 * prepare it anew under its clients and delete it if that failed.
 */
export async function refuseServing(plan: RefreshPlan, generation: string): Promise<void> {
  const { environment } = plan;
  const places = placesOf(plan);
  const found = await reads.findGenerations({ environment: environment.name, places });
  const own = found.filter((made) => made.generation === generation);
  if (own.length === 0) return;
  const names = own.map(({ dnsName }) => dnsName);
  const records = await reads.readRecords({ zone: zoneOf(environment, places[0]), names });
  if (!records.some(({ value }) => own.some(({ endpoint }) => endpoint === value))) return;
  throw failure(
    'GuardRefused',
    `Generation ${generation} serves ${environment.name} already, so it was not made again: its clients would notice. ` +
      'Start a new refresh, without an operation id.',
  );
}

import type { RefreshPlan } from '../../domain/messages/refresh.js';
import type { EnvironmentSlice, FleetRef, Place } from '../../domain/messages/slices.js';
import { environmentQueue } from '../../domain/queues.js';
import { tagKeys } from '../../domain/tags.js';
import type { FoundGeneration, GenerationAt } from '../../domain/messages/generation.js';
import { changes, environmentSql, reads } from './activities.js';

/** Fences the instances behind the given endpoints and tags them to be retired after `keepPrevious`. */
export async function fenceOld(plan: RefreshPlan, endpoints: readonly string[]): Promise<void> {
  const { environment, fleet } = plan;
  const found = await reads.findGenerations({ environment: environment.name, places: placesOf(plan) });
  await Promise.all(
    found.filter(({ endpoint }) => endpoints.includes(endpoint ?? '')).map((old) => fence(environment, fleet, old)),
  );
}

/** The places of the databases of a refresh, one for each region. */
export function placesOf({ databases }: RefreshPlan): Place[] {
  return [...new Map(databases.map(({ place }) => [place.region, place])).values()];
}

/** Fences one instance and says by its tag until when it is kept. */
export async function fence(environment: EnvironmentSlice, fleet: FleetRef, old: FoundGeneration): Promise<void> {
  const { place, instance } = old;
  await environmentSql(environment.name, place.region).fenceGeneration(generationOf(environment, fleet, old));
  const retireAfter = new Date(Date.now() + environment.cutover.keepPreviousMs).toISOString();
  await changes.retagInstance({ place, instance, add: { [tagKeys.retireAfter]: retireAfter }, remove: [] });
}

/** Describes a found instance for the activities that talk SQL to it. */
export function generationOf(environment: EnvironmentSlice, fleet: FleetRef, found: FoundGeneration): GenerationAt {
  return {
    fleet,
    environment,
    place: found.place,
    database: found.database,
    rules: found.rules,
    instance: found.instance,
    queue: environmentQueue(environment.name, found.place.region),
    applicationRoles: found.applicationRoles,
    dnsName: found.dnsName,
  };
}

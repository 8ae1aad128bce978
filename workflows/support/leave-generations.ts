import type { CnameRecord } from '../../domain/messages/dns.js';
import type { RefreshPlan } from '../../domain/messages/refresh.js';
import type { EnvironmentSlice, FleetRef, Place } from '../../domain/messages/slices.js';
import { environmentQueue } from '../../domain/queues.js';
import { tagKeys } from '../../domain/tags.js';
import type { FoundGeneration, GenerationAt } from '../../domain/messages/generation.js';
import { changes, environmentSql, reads } from './activities.js';

/** Finds the generations that names point to. */
export async function generationsBehind(
  plan: RefreshPlan,
  records: readonly CnameRecord[],
): Promise<FoundGeneration[]> {
  if (records.length === 0) return [];
  const found = await reads.findGenerations({ environment: plan.environment.name, places: placesOf(plan) });
  return found.filter(({ endpoint }) => records.some(({ value }) => value === endpoint));
}

/**
 * Says by their tags until when generations are kept that clients are about to leave. One that serves nobody and says
 * nothing is taken for half made, so they must say it before their clients leave, whatever becomes of this operation.
 */
export async function keepForRollback(leaving: readonly FoundGeneration[], forMs: number): Promise<void> {
  const add = { [tagKeys.retireAfter]: new Date(Date.now() + forMs).toISOString() };
  await Promise.all(leaving.map(({ place, instance }) => changes.retagInstance({ place, instance, add, remove: [] })));
}

/** Takes the word back: these generations serve. */
export async function keepServing(serving: readonly FoundGeneration[]): Promise<void> {
  const remove = [tagKeys.retireAfter];
  await Promise.all(serving.map(({ place, instance }) => changes.retagInstance({ place, instance, add: {}, remove })));
}

/** The places of the databases of a refresh, one for each region. */
export function placesOf({ databases }: RefreshPlan): Place[] {
  return [...new Map(databases.map(({ place }) => [place.region, place])).values()];
}

/** Closes generations that clients have left. */
export async function fence(
  environment: EnvironmentSlice,
  fleet: FleetRef,
  left: readonly FoundGeneration[],
): Promise<void> {
  await Promise.all(
    left.map((found) =>
      environmentSql(environment.name, found.place.region).fenceGeneration(generationOf(environment, fleet, found)),
    ),
  );
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

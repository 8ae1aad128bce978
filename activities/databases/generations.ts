import type { DBInstance } from '@aws-sdk/client-rds';
import type { FoundGeneration } from '../../domain/messages/generation.js';
import type { Place } from '../../domain/messages/slices.js';
import { tagKeys } from '../../domain/tags.js';
import { fromAwsTags } from '../aws/resource-tags.js';
import type { ActivityDependencies } from '../dependencies.js';
import { listInstances } from './describe-instance.js';

/** Activities that find an environment's instances by their tags. */
export function createGenerationActivities({ aws }: ActivityDependencies) {
  return {
    /** Finds every instance that Backlot made for an environment, serving, fenced or half made. */
    async findGenerations(input: { environment: string; places: readonly Place[] }): Promise<FoundGeneration[]> {
      const found = await Promise.all(
        input.places.map(async (place) =>
          (await listInstances(aws, place)).flatMap((found) => generationOf(place, found)),
        ),
      );
      return found.flat().filter(({ environment }) => environment === input.environment);
    },
  };
}

/** Reads a generation from its instance; none when the instance is something else. */
function generationOf(place: Place, found: DBInstance): (FoundGeneration & { environment: string })[] {
  const tags = fromAwsTags(found.TagList);
  const instance = found.DBInstanceIdentifier;
  if (tags[tagKeys.kind] !== 'generation' || instance === undefined) return [];
  const endpoint = found.Endpoint?.Address;
  const retireAfter = tags[tagKeys.retireAfter];
  return [
    {
      place,
      instance,
      environment: tags[tagKeys.environment] ?? '',
      database: tags[tagKeys.database] ?? '',
      generation: tags[tagKeys.generation] ?? '',
      operation: tags[tagKeys.operation] ?? '',
      workflow: tags[tagKeys.workflow] ?? '',
      dataTime: tags[tagKeys.dataTime] ?? '',
      dnsName: tags[tagKeys.dnsName] ?? '',
      applicationRoles: (tags[tagKeys.roles] ?? '').split(' ').filter((role) => role !== ''),
      rules: tags[tagKeys.rulesFile] ?? '',
      status: found.DBInstanceStatus ?? 'unknown',
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(retireAfter === undefined ? {} : { retireAfter }),
    },
  ];
}

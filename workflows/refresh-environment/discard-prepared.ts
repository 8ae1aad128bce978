import type { EnvironmentDatabase, EnvironmentSlice } from '../../domain/messages/slices.js';
import { generationInstance } from '../../domain/names.js';
import { tagsOf } from '../../domain/tags.js';
import { discardGeneration } from '../support/discard-generation.js';

/** Deletes a database of a generation that is not going to serve. */
export function discardPrepared(
  environment: EnvironmentSlice,
  { database, place }: EnvironmentDatabase,
  operationId: string,
  generation: string,
): Promise<void> {
  return discardGeneration({
    environment,
    place,
    instance: generationInstance(database.name, generation),
    dnsName: `${database.dnsName}.${environment.zone}`,
    tags: tagsOf({ kind: 'generation', operation: operationId }),
  });
}

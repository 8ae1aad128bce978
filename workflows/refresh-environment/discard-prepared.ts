import type { EnvironmentDatabase } from '../../domain/messages/slices.js';
import { generationInstance } from '../../domain/names.js';
import { tagsOf } from '../../domain/tags.js';
import { discardInstance } from '../support/discard-instance.js';

/** Deletes a database of a generation that is not going to serve. */
export function discardPrepared(
  { database, place }: EnvironmentDatabase,
  operationId: string,
  generation: string,
): Promise<void> {
  return discardInstance({
    place,
    instance: generationInstance(database.name, generation),
    tags: tagsOf({ kind: 'generation', operation: operationId }),
  });
}

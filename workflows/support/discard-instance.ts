import type { InstanceAt } from '../../domain/messages/databases.js';
import type { Tags } from '../../domain/tags.js';
import { changes, waits } from './activities.js';

/** Deletes an instance of ours with what belongs to it: its master secret and its parameter group. */
export async function discardInstance({ place, instance, tags }: InstanceAt & { tags: Tags }): Promise<void> {
  await changes.deleteInstance({ place, instance, tags });
  await waits.awaitInstanceGone({ place, instance });
  await changes.deleteMasterSecret({ place, instance });
  await changes.deleteParameterGroup({ place, name: instance });
}

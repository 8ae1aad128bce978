import type { Leftover } from '../../domain/messages/sweep.js';
import { instanceOfMasterSecret } from '../../domain/names.js';
import { changes } from './activities.js';
import { discardInstance } from './discard-instance.js';

/** Deletes something that Backlot made and that may go, with what belongs to it. */
export function discardLeftover({ type, place, id, tags }: Leftover): Promise<void> {
  switch (type) {
    case 'instance':
      return discardInstance({ place, instance: id, tags });
    case 'snapshot':
      return changes.deleteSnapshot({ place, id, tags });
    case 'parameter-group':
      return changes.deleteParameterGroup({ place, name: id });
    case 'secret':
      return changes.deleteMasterSecret({ place, instance: instanceOfMasterSecret(id) });
  }
}

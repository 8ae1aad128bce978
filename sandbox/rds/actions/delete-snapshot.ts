import { placeOf, type Action } from '../action.js';
import { faults } from '../faults.js';
import { removeSnapshotData } from '../snapshot-lifecycle.js';
import { snapshotView } from '../views/snapshot-view.js';
import { regionOf } from '../world.js';

/** `DeleteDBSnapshot` */
export const deleteDbSnapshot: Action = async (world, call, input) => {
  const region = regionOf(world, placeOf(call));
  const record = region.snapshot(input.requiredText('DBSnapshotIdentifier'));
  if (record.type !== 'manual') throw faults.snapshotState('Only manual snapshots may be deleted.');
  if (record.status === 'creating') {
    throw faults.snapshotState(`Cannot delete the snapshot ${record.identifier}: it is still being created.`);
  }
  region.snapshots.delete(record.identifier);
  region.events.snapshot(record, 'deletion', 'Deleted manual snapshot');
  await removeSnapshotData(record);
  return { DBSnapshot: { ...snapshotView(record, call.caller.accountId), Status: 'deleted' } };
};

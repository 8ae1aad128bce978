import { placeOf, type Action } from '../action.js';
import { faults } from '../faults.js';
import { checkTags } from '../input.js';
import { checkIdentifier } from '../names.js';
import { newSnapshot, startManualSnapshot } from '../snapshot-lifecycle.js';
import type { RegionState } from '../store.js';
import { snapshotView } from '../views/snapshot-view.js';
import { regionOf, type World } from '../world.js';

/** `CreateDBSnapshot` */
export const createDbSnapshot: Action = (world, call, input) => {
  const region = regionOf(world, placeOf(call));
  const instance = region.instance(input.requiredText('DBInstanceIdentifier'));
  const identifier = checkIdentifier('DBSnapshotIdentifier', input.requiredText('DBSnapshotIdentifier'), 255);
  const given = input.tags();
  if (instance.status !== 'available') throw faults.instanceState(instance.identifier, instance.status);
  checkSnapshotName(world, region, identifier);
  const tags = checkTags([...(instance.copyTagsToSnapshot ? instance.tags : []), ...given]);
  const snapshot = newSnapshot(world, instance, identifier, 'manual', tags);
  region.snapshots.set(identifier, snapshot);
  startManualSnapshot(world, instance, snapshot);
  return Promise.resolve({ DBSnapshot: snapshotView(snapshot, call.caller.accountId) });
};

/** @throws {AwsError} when the name is taken or the quota of manual snapshots used up. */
export function checkSnapshotName(world: World, region: RegionState, identifier: string): void {
  if (region.snapshots.has(identifier)) throw faults.snapshotExists(identifier);
  const manual = [...region.snapshots.values()].filter(({ type }) => type === 'manual');
  if (manual.length >= world.quotas.manualSnapshots) {
    throw faults.snapshotQuota('Cannot create more than the allowed number of manual snapshots.');
  }
}

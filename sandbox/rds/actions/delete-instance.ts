import { placeOf, type Action } from '../action.js';
import { faults } from '../faults.js';
import { deleteInstance } from '../instance-lifecycle.js';
import { checkIdentifier } from '../names.js';
import { newSnapshot, takeSnapshot } from '../snapshot-lifecycle.js';
import { instanceView } from '../views/instance-view.js';
import { regionOf } from '../world.js';
import { checkSnapshotName } from './create-snapshot.js';

/** `DeleteDBInstance` */
export const deleteDbInstance: Action = (world, call, input) => {
  const region = regionOf(world, placeOf(call));
  const record = region.instance(input.requiredText('DBInstanceIdentifier'));
  const skip = input.flag('SkipFinalSnapshot') ?? false;
  const final = input.text('FinalDBSnapshotIdentifier');
  if (!skip && final === undefined) {
    throw faults.combination('FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.');
  }
  if (skip && final !== undefined) {
    throw faults.combination('FinalDBSnapshotIdentifier cannot be specified when SkipFinalSnapshot is true.');
  }
  if (record.status === 'deleting') throw faults.instanceState(record.identifier, 'already being deleted');
  if (record.deletionProtection) {
    throw faults.combination('Cannot delete protected DB Instance, please disable deletion protection and try again.');
  }
  const keepBackups = input.flag('DeleteAutomatedBackups') === false;
  if (final === undefined) {
    deleteInstance(world, record, undefined, keepBackups);
    return Promise.resolve({ DBInstance: instanceView(world, record) });
  }
  if (record.createdAt === undefined) throw faults.instanceState(record.identifier, record.status);
  const identifier = checkIdentifier('FinalDBSnapshotIdentifier', final, 255);
  checkSnapshotName(world, region, identifier);
  const tags = record.copyTagsToSnapshot ? record.tags : [];
  const snapshot = newSnapshot(world, record, identifier, 'manual', tags);
  region.snapshots.set(identifier, snapshot);
  const delay = world.delays.snapshotCreating;
  deleteInstance(world, record, (signal) => takeSnapshot(world, record, snapshot, delay, signal), keepBackups);
  return Promise.resolve({ DBInstance: instanceView(world, record) });
};

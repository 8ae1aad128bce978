import { copyDataDirectory } from '../../postgres/data-directory.js';
import { placeOf, type Action } from '../action.js';
import { faults } from '../faults.js';
import type { Input } from '../input.js';
import { startInstance } from '../instance-lifecycle.js';
import { newInstance } from '../new-instance.js';
import type { InstanceRecord } from '../records.js';
import type { RegionState } from '../store.js';
import { instanceView } from '../views/instance-view.js';
import { regionOf } from '../world.js';

/**
 * `RestoreDBInstanceToPointInTime`. The latest time is the state of now; for an earlier time the newest automated
 * snapshot before it is restored, since the sandbox archives no WAL.
 */
export const restoreDbInstanceToPointInTime: Action = async (world, call, input) => {
  const region = regionOf(world, placeOf(call));
  const source = sourceOf(region, input);
  if (source.backupRetention === 0) {
    throw faults.pointInTimeDisabled(source.identifier);
  }
  if (source.createdAt === undefined || source.status === 'deleting') {
    throw faults.instanceState(source.identifier, source.status);
  }
  const fill = fillFrom(region, source, input);
  if (source.kmsKeyId !== undefined) {
    await world.options.keys.authorize(call.caller, call.region, source.kmsKeyId, 'read');
  }
  const record = await newInstance(world, call, input, source, 'TargetDBInstanceIdentifier');
  startInstance(world, record, {
    delay: world.delays.restoring,
    failed: 'incompatible-restore',
    event: `Restored from ${source.identifier} to a point in time`,
    fill,
  });
  return { DBInstance: instanceView(world, record) };
};

function sourceOf(region: RegionState, input: Input): InstanceRecord {
  const resourceId = input.text('SourceDbiResourceId');
  if (resourceId === undefined) return region.instance(input.requiredText('SourceDBInstanceIdentifier'));
  const record = [...region.instances.values()].find((candidate) => candidate.resourceId === resourceId);
  if (record === undefined) throw faults.instanceNotFound(resourceId);
  return record;
}

function fillFrom(region: RegionState, source: InstanceRecord, input: Input): (directory: string) => Promise<void> {
  const time = input.date('RestoreTime');
  const latest = input.flag('UseLatestRestorableTime') ?? false;
  if (latest === (time !== undefined)) {
    throw faults.combination('Specify either RestoreTime or UseLatestRestorableTime.');
  }
  if (time === undefined) {
    return async (directory) => {
      await source.host.snapshotTo(directory);
    };
  }
  const newest = [...region.snapshots.values()]
    .filter(({ type, resourceId, status }) => {
      return type === 'automated' && resourceId === source.resourceId && status === 'available';
    })
    .filter(({ createdAt }) => createdAt !== undefined && createdAt <= time)
    .sort((a, b) => Number(b.createdAt) - Number(a.createdAt))[0];
  if (newest === undefined || time.getTime() > Date.now()) {
    throw faults.value(`The specified instance cannot be restored to ${time.toISOString()}.`);
  }
  return (directory) => copyDataDirectory(newest.directory, directory);
}

import { copyDataDirectory } from '../../postgres/data-directory.js';
import { placeOf, type Action } from '../action.js';
import { checkEngine } from '../catalog.js';
import { faults } from '../faults.js';
import { startInstance } from '../instance-lifecycle.js';
import { arn } from '../names.js';
import { newInstance } from '../new-instance.js';
import { instanceView } from '../views/instance-view.js';

/** `RestoreDBInstanceFromDBSnapshot` */
export const restoreDbInstanceFromDbSnapshot: Action = async (world, call, input) => {
  const place = placeOf(call);
  const named = input.requiredText('DBSnapshotIdentifier');
  const source = world.store.readableSnapshot(place, named);
  if (source.region !== place.region) throw faults.snapshotNotFound(named);
  if (source.status !== 'available') {
    throw faults.snapshotState(`Cannot restore the snapshot ${source.identifier}: it is ${source.status}.`);
  }
  if (input.flag('ManageMasterUserPassword') === true) {
    throw faults.combination('ManageMasterUserPassword at a restore is not supported for the engine postgres.');
  }
  if (input.has('KmsKeyId')) throw faults.value('KmsKeyId: a restored instance uses the key of its snapshot.');
  checkEngine(input.text('Engine') ?? 'postgres');
  if ((input.integer('AllocatedStorage') ?? source.allocatedStorage) < source.allocatedStorage) {
    throw faults.value('AllocatedStorage cannot be less than that of the snapshot.');
  }
  if (source.kmsKeyId !== undefined) {
    if (source.accountId !== place.accountId) {
      throw faults.snapshotState(
        `The snapshot ${arn(source, 'snapshot', source.identifier)} is shared and encrypted: copy it under a key of this account and restore the copy.`,
      );
    }
    await world.options.keys.authorize(call.caller, call.region, source.kmsKeyId, 'read');
  }
  const record = await newInstance(world, call, input, {
    ...source,
    storageEncrypted: source.encrypted,
  });
  startInstance(world, record, {
    delay: world.delays.restoring,
    failed: 'incompatible-restore',
    event: `Restored from snapshot ${source.identifier}`,
    fill: (directory) => copyDataDirectory(source.directory, directory),
  });
  return { DBInstance: instanceView(world, record) };
};

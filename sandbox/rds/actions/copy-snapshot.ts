import type { AwsCall } from '../../gateway/contract.js';
import { placeOf, type Action } from '../action.js';
import { faults } from '../faults.js';
import { checkTags, type Input } from '../input.js';
import { arn, checkIdentifier } from '../names.js';
import type { SnapshotRecord } from '../records.js';
import { snapshotDirectory, startCopy } from '../snapshot-lifecycle.js';
import type { RegionState } from '../store.js';
import { snapshotView } from '../views/snapshot-view.js';
import { regionOf, type World } from '../world.js';
import { checkSnapshotName } from './create-snapshot.js';

/** `CopyDBSnapshot` */
export const copyDbSnapshot: Action = async (world, call, input) => {
  const place = placeOf(call);
  const region = regionOf(world, place);
  const source = world.store.readableSnapshot(place, input.requiredText('SourceDBSnapshotIdentifier'));
  const target = input.requiredText('TargetDBSnapshotIdentifier');
  const identifier = checkIdentifier('TargetDBSnapshotIdentifier', target, 255);
  const own = source.accountId === place.accountId;
  const given = input.tags();
  checkCopyable(world, region, source, identifier);
  const kmsKeyId = await copyKey(world, call, input, source);
  // The keys were looked up meanwhile.
  checkCopyable(world, region, source, identifier);
  const near = own && source.region === place.region;
  const copy: SnapshotRecord = {
    ...source,
    ...place,
    identifier,
    type: 'manual',
    encrypted: kmsKeyId !== undefined,
    kmsKeyId,
    sourceArn: near ? undefined : arn(source, 'snapshot', source.identifier),
    sourceRegion: source.region,
    directory: snapshotDirectory(world, place),
    status: 'creating',
    percent: 0,
    createdAt: undefined,
    size: undefined,
    sharedWith: [],
    // Another account's tags are its own business: they are never copied.
    tags: checkTags([...(own && input.flag('CopyTags') === true ? source.tags : []), ...given]),
    job: undefined,
  };
  region.snapshots.set(identifier, copy);
  startCopy(world, source, copy);
  return { DBSnapshot: snapshotView(copy, place.accountId) };
};

function checkCopyable(world: World, region: RegionState, source: SnapshotRecord, identifier: string): void {
  if (!world.store.stillReadable(source, region.place.accountId)) {
    throw faults.snapshotNotFound(arn(source, 'snapshot', source.identifier));
  }
  if (source.status !== 'available') {
    throw faults.snapshotState(`Cannot copy the snapshot ${source.identifier}: it is ${source.status}.`);
  }
  checkSnapshotName(world, region, identifier);
  const running = [...region.snapshots.values()].filter(
    ({ sourceRegion, status }) => sourceRegion !== undefined && status === 'creating',
  );
  if (running.length >= world.quotas.copiesInProgress) {
    throw faults.snapshotQuota('Too many snapshot copies are in progress to this region.');
  }
}

/**
 * The key of the copy. Reading an encrypted source takes the use of its key, writing the copy the use of the copy's,
 * both by the caller.
 */
async function copyKey(world: World, call: AwsCall, input: Input, source: SnapshotRecord): Promise<string | undefined> {
  const { keys } = world.options;
  const wanted = input.text('KmsKeyId');
  if (source.kmsKeyId === undefined) {
    return wanted === undefined ? undefined : (await keys.authorize(call.caller, call.region, wanted, 'write')).keyArn;
  }
  const elsewhere = source.accountId !== call.caller.accountId || source.region !== call.region;
  if (elsewhere && wanted === undefined) {
    throw faults.keyNotAccessible(
      'Copying an encrypted snapshot from another account or region needs KmsKeyId, a key of this account and region.',
    );
  }
  await keys.authorize(call.caller, source.region, source.kmsKeyId, 'read');
  return (await keys.authorize(call.caller, call.region, wanted ?? source.kmsKeyId, 'write')).keyArn;
}

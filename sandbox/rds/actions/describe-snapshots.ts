import type { AwsCall } from '../../gateway/contract.js';
import { placeOf, type Action } from '../action.js';
import { engineName } from '../catalog.js';
import { faults } from '../faults.js';
import { applyFilters, type FilterValues } from '../filters.js';
import type { Input } from '../input.js';
import { arn, parseArn } from '../names.js';
import { page } from '../paging.js';
import type { SnapshotRecord } from '../records.js';
import { snapshotView } from '../views/snapshot-view.js';
import { regionOf, type World } from '../world.js';

const types = ['automated', 'manual', 'shared', 'public', 'awsbackup'];

const filters: FilterValues<SnapshotRecord> = {
  'db-instance-id': (record) => [record.instanceIdentifier, arn(record, 'db', record.instanceIdentifier)],
  'db-snapshot-id': (record) => [record.identifier, arn(record, 'snapshot', record.identifier)],
  'dbi-resource-id': ({ resourceId }) => [resourceId],
  'snapshot-type': ({ type }) => [type],
  engine: () => [engineName],
};

/** `DescribeDBSnapshots` */
export const describeDbSnapshots: Action = (world, call, input) => {
  const named = input.text('DBSnapshotIdentifier');
  const instance = input.text('DBInstanceIdentifier');
  const resource = input.text('DbiResourceId');
  const visible = visibleSnapshots(world, call, input).filter(
    (record) =>
      (named === undefined || isNamed(record, named, call)) &&
      (instance === undefined || record.instanceIdentifier === (parseArn(instance)?.name ?? instance).toLowerCase()) &&
      (resource === undefined || record.resourceId === resource),
  );
  if (named !== undefined && visible.length === 0) throw faults.snapshotNotFound(named);
  const found = applyFilters(input, visible, filters);
  const { items, marker } = page(input, found, (record) => arn(record, 'snapshot', record.identifier));
  return Promise.resolve({
    DBSnapshots: items.map((record) => snapshotView(record, call.caller.accountId)),
    Marker: marker,
  });
};

/** What the call may see: its own snapshots, and others' only when it asks for shared or public ones. */
function visibleSnapshots(world: World, call: AwsCall, input: Input): SnapshotRecord[] {
  const type = input.text('SnapshotType');
  if (type !== undefined && !types.includes(type)) throw faults.value(`Invalid snapshot type: ${type}`);
  const account = call.caller.accountId;
  const own = [...regionOf(world, placeOf(call)).snapshots.values()];
  const foreign = world.store
    .all()
    .filter(({ place }) => place.region === call.region && place.accountId !== account)
    .flatMap(({ snapshots }) => [...snapshots.values()]);
  const shared = foreign.filter(({ sharedWith }) => sharedWith.includes(account));
  const open = foreign.filter(({ sharedWith }) => sharedWith.includes('all'));
  if (type === 'shared') return shared;
  if (type === 'public') return open;
  if (type !== undefined) return own.filter((record) => record.type === type);
  return [
    ...own,
    ...(input.flag('IncludeShared') === true ? shared : []),
    ...(input.flag('IncludePublic') === true ? open : []),
  ];
}

/** A plain name means an own snapshot: another account's is named by its ARN. */
function isNamed(record: SnapshotRecord, named: string, call: AwsCall): boolean {
  if (parseArn(named) !== undefined) return arn(record, 'snapshot', record.identifier) === named;
  return record.accountId === call.caller.accountId && record.identifier === named.toLowerCase();
}

import type { Parameters } from '../../gateway/contract.js';
import { placeOf, type Action } from '../action.js';
import { faults } from '../faults.js';
import type { SnapshotRecord } from '../records.js';
import { regionOf, type World } from '../world.js';

/** `ModifyDBSnapshotAttribute` */
export const modifyDbSnapshotAttribute: Action = async (world, call, input) => {
  const record = regionOf(world, placeOf(call)).snapshot(input.requiredText('DBSnapshotIdentifier'));
  const attribute = input.requiredText('AttributeName');
  if (attribute !== 'restore') throw faults.value(`Invalid attribute name: ${attribute}`);
  const add = input.list('ValuesToAdd') ?? [];
  const remove = new Set(input.list('ValuesToRemove') ?? []);
  for (const value of [...add, ...remove]) {
    if (value !== 'all' && !/^\d{12}$/.test(value)) throw faults.value(`Invalid account id: ${value}`);
  }
  if (add.length > 0) await checkShareable(world, record, add);
  const next = [...new Set([...record.sharedWith, ...add])].filter((value) => !remove.has(value));
  const most = world.quotas.sharedAccountsPerSnapshot;
  if (next.filter((value) => value !== 'all').length > most) throw faults.sharedQuota(most);
  record.sharedWith = next;
  return attributesView(record);
};

/** `DescribeDBSnapshotAttributes` */
export const describeDbSnapshotAttributes: Action = (world, call, input) => {
  const record = regionOf(world, placeOf(call)).snapshot(input.requiredText('DBSnapshotIdentifier'));
  return Promise.resolve(attributesView(record));
};

async function checkShareable(world: World, record: SnapshotRecord, add: readonly string[]): Promise<void> {
  if (record.type !== 'manual') {
    throw faults.snapshotState(
      `The automated snapshot ${record.identifier} cannot be shared: copy it to a manual one and share that.`,
    );
  }
  if (record.status !== 'available') {
    throw faults.snapshotState(`Cannot share the snapshot ${record.identifier}: it is ${record.status}.`);
  }
  if (!record.encrypted) return;
  if (add.includes('all')) throw faults.combination('An encrypted snapshot cannot be made public.');
  const own = await world.options.keys.defaultKey(record.accountId, record.region);
  if (own.keyArn === record.kmsKeyId) {
    throw faults.combination(
      'Sharing snapshots encrypted with the default service key for RDS is currently not supported',
    );
  }
}

function attributesView(record: SnapshotRecord): Parameters {
  return {
    DBSnapshotAttributesResult: {
      DBSnapshotIdentifier: record.identifier,
      DBSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: [...record.sharedWith] }],
    },
  };
}

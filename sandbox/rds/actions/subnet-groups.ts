import { createHash } from 'node:crypto';

import { AwsError, type AwsCall } from '../../gateway/contract.js';
import { placeOf, type Action } from '../action.js';
import { faults } from '../faults.js';
import type { Input } from '../input.js';
import { page } from '../paging.js';
import type { SubnetGroupRecord } from '../records.js';
import { subnetGroupView } from '../views/subnet-group-view.js';
import { defaultVpc, regionOf, type World } from '../world.js';

/** `CreateDBSubnetGroup` */
export const createDbSubnetGroup: Action = async (world, call, input) => {
  const place = placeOf(call);
  const { subnetGroups } = regionOf(world, place);
  const name = input.requiredText('DBSubnetGroupName').toLowerCase();
  if (!/^[a-z0-9][a-z0-9._ -]{0,254}$/.test(name) || name === 'default') {
    throw faults.value(`The name ${name} is not valid for a DB subnet group.`);
  }
  const description = input.requiredText('DBSubnetGroupDescription');
  const network = await networkOf(world, call, input);
  if (subnetGroups.has(name)) throw faults.subnetGroupExists(name);
  if (subnetGroups.size >= world.quotas.subnetGroups) {
    throw new AwsError('DBSubnetGroupQuotaExceeded', 'The quota of DB subnet groups is used up.');
  }
  subnetGroups.set(name, { ...place, name, description, ...network, tags: input.tags() });
  return { DBSubnetGroup: subnetGroupView(place, name, subnetGroups) };
};

/** `ModifyDBSubnetGroup` */
export const modifyDbSubnetGroup: Action = async (world, call, input) => {
  const place = placeOf(call);
  const record = find(world, call, input.requiredText('DBSubnetGroupName'));
  const network = await networkOf(world, call, input);
  record.description = input.text('DBSubnetGroupDescription') ?? record.description;
  record.vpcId = network.vpcId;
  record.subnets = network.subnets;
  return { DBSubnetGroup: subnetGroupView(place, record.name, regionOf(world, place).subnetGroups) };
};

/** `DescribeDBSubnetGroups` */
export const describeDbSubnetGroups: Action = (world, call, input) => {
  const place = placeOf(call);
  const { subnetGroups } = regionOf(world, place);
  const named = input.text('DBSubnetGroupName');
  const found = named === undefined ? [...subnetGroups.values()] : [find(world, call, named)];
  const { items, marker } = page(input, found, ({ name }) => name);
  return Promise.resolve({
    DBSubnetGroups: items.map(({ name }) => subnetGroupView(place, name, subnetGroups)),
    Marker: marker,
  });
};

/** `DeleteDBSubnetGroup` */
export const deleteDbSubnetGroup: Action = (world, call, input) => {
  const record = find(world, call, input.requiredText('DBSubnetGroupName'));
  const { instances, subnetGroups } = regionOf(world, placeOf(call));
  if ([...instances.values()].some(({ subnetGroup }) => subnetGroup === record.name)) {
    throw new AwsError(
      'InvalidDBSubnetGroupStateFault',
      `Cannot delete the subnet group '${record.name}' because at least one database instance uses it.`,
    );
  }
  subnetGroups.delete(record.name);
  return Promise.resolve({});
};

function find(world: World, call: AwsCall, name: string): SubnetGroupRecord {
  const record = regionOf(world, placeOf(call)).subnetGroups.get(name.toLowerCase());
  if (record === undefined) throw faults.subnetGroupNotFound(name);
  return record;
}

async function networkOf(
  world: World,
  call: AwsCall,
  input: Input,
): Promise<Pick<SubnetGroupRecord, 'vpcId' | 'subnets'>> {
  const place = placeOf(call);
  const ids = input.list('SubnetIds') ?? [];
  if (ids.length === 0) throw faults.missing('SubnetIds');
  const known = await world.options.subnets?.describe(place.accountId, place.region, ids);
  const subnets =
    known ?? ids.map((subnetId) => ({ subnetId, vpcId: defaultVpc(place), zone: zoneOf(call, subnetId) }));
  const vpcs = new Set(subnets.map(({ vpcId }) => vpcId));
  if (vpcs.size > 1) throw new AwsError('InvalidSubnet', 'The subnets are not in one VPC.');
  const zones = new Set(known?.map(({ zone }) => zone));
  if (zones.size === 1) {
    throw new AwsError(
      'DBSubnetGroupDoesNotCoverEnoughAZs',
      "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Add subnets to cover at least 2 AZs.",
    );
  }
  return { vpcId: subnets[0]?.vpcId ?? defaultVpc(place), subnets };
}

function zoneOf(call: AwsCall, subnetId: string): string {
  const first = createHash('sha256').update(subnetId).digest()[0] ?? 0;
  return `${call.region}${'abc'.charAt(first % 3)}`;
}

import type { Parameters } from '../../gateway/contract.js';
import { arn } from '../names.js';
import type { Place, SubnetGroupRecord } from '../records.js';
import { defaultVpc } from '../world.js';

/** A subnet group as `DBSubnetGroup` of the API; the one called `default` exists without having been made. */
export function subnetGroupView(
  place: Place,
  name: string,
  groups: ReadonlyMap<string, SubnetGroupRecord>,
): Parameters {
  const record = groups.get(name);
  return {
    DBSubnetGroupName: name,
    DBSubnetGroupDescription: record?.description ?? 'default',
    DBSubnetGroupArn: arn(place, 'subgrp', name),
    VpcId: record?.vpcId ?? defaultVpc(place),
    SubnetGroupStatus: 'Complete',
    Subnets: (record?.subnets ?? []).map(({ subnetId, zone }) => ({
      SubnetIdentifier: subnetId,
      SubnetAvailabilityZone: { Name: zone },
      SubnetOutpost: {},
      SubnetStatus: 'Active',
    })),
    SupportedNetworkTypes: ['IPV4'],
  };
}

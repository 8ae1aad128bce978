import type { AwsCall, Parameters } from '../../gateway/contract.js';
import { AwsError } from '../../gateway/contract.js';
import { placeOf, type Action } from '../action.js';
import { familyOf } from '../catalog.js';
import { faults } from '../faults.js';
import type { Input } from '../input.js';
import { arn, checkIdentifier } from '../names.js';
import { page } from '../paging.js';
import { parameterGroup } from '../parameter-groups.js';
import type { ParameterGroupRecord } from '../records.js';
import { regionOf, type World } from '../world.js';

/** `CreateDBParameterGroup` */
export const createDbParameterGroup: Action = (world, call, input) => {
  const place = placeOf(call);
  const { parameterGroups } = regionOf(world, place);
  const given = input.requiredText('DBParameterGroupName');
  const name = checkIdentifier('DBParameterGroupName', given, 255);
  const family = input.requiredText('DBParameterGroupFamily');
  if (family !== familyOf(world.template.version))
    throw faults.value(`ParameterGroupFamily ${family} is not a valid parameter group family`);
  const description = input.requiredText('Description');
  if (parameterGroups.has(name)) throw faults.parameterGroupExists(name);
  if (parameterGroups.size >= world.quotas.parameterGroups) {
    throw new AwsError('DBParameterGroupQuotaExceeded', 'The quota of DB parameter groups is used up.');
  }
  const record = { ...place, name, family, description, values: new Map(), tags: input.tags() };
  parameterGroups.set(name, record);
  return Promise.resolve({ DBParameterGroup: view(record) });
};

/** `DescribeDBParameterGroups` */
export const describeDbParameterGroups: Action = (world, call, input) => {
  const place = placeOf(call);
  const named = input.text('DBParameterGroupName');
  const defaultGroup = parameterGroup(world, place, `default.${familyOf(world.template.version)}`);
  const found =
    named === undefined
      ? [defaultGroup, ...regionOf(world, place).parameterGroups.values()]
      : [parameterGroup(world, place, named)];
  const { items, marker } = page(input, found, ({ name }) => name);
  return Promise.resolve({ DBParameterGroups: items.map(view), Marker: marker });
};

/** `DeleteDBParameterGroup` */
export const deleteDbParameterGroup: Action = (world, call, input) => {
  const record = ownGroup(world, call, input);
  const { instances, parameterGroups } = regionOf(world, placeOf(call));
  if ([...instances.values()].some((instance) => instance.parameterGroup.name === record.name)) {
    throw faults.parameterGroupState('One or more database instances are still members of this parameter group.');
  }
  parameterGroups.delete(record.name);
  return Promise.resolve({});
};

/** Finds the group of a call that is going to change it, which nobody can do to the default ones. */
export function ownGroup(world: World, call: AwsCall, input: Input): ParameterGroupRecord {
  const name = input.requiredText('DBParameterGroupName');
  if (name.toLowerCase().startsWith('default.')) {
    throw faults.parameterGroupState(`A default parameter group cannot be changed: ${name}`);
  }
  return parameterGroup(world, placeOf(call), name);
}

function view(record: ParameterGroupRecord): Parameters {
  return {
    DBParameterGroupName: record.name,
    DBParameterGroupFamily: record.family,
    Description: record.description,
    DBParameterGroupArn: arn(record, 'pg', record.name),
  };
}

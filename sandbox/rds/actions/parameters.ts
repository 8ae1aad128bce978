import type { Parameters } from '../../gateway/contract.js';
import { placeOf, type Action } from '../action.js';
import { faults } from '../faults.js';
import type { Input } from '../input.js';
import { page } from '../paging.js';
import { parameterGroup } from '../parameter-groups.js';
import type { ParameterDefinition } from '../parameters.js';
import type { InstanceRecord, ParameterGroupRecord, UserParameter } from '../records.js';
import { regionOf, type World } from '../world.js';
import { ownGroup } from './parameter-groups.js';

/** The most parameters that one call can change. */
const mostParameters = 20;

/** `DescribeDBParameters` */
export const describeDbParameters: Action = (world, call, input) => {
  const group = parameterGroup(world, placeOf(call), input.requiredText('DBParameterGroupName'));
  const wanted = input.text('Source');
  const extra = [...group.values.keys()].filter((name) => name.includes('.')).map((name) => world.family.find(name));
  const definitions = new Map([...world.family.all(), ...extra].map((definition) => [definition.name, definition]));
  const all = [...definitions.values()]
    .map((definition) => view(definition, group.values.get(definition.name)))
    .filter(({ Source }) => wanted === undefined || Source === wanted);
  const { items, marker } = page(input, all, ({ ParameterName }) => ParameterName);
  return Promise.resolve({ Parameters: items, Marker: marker });
};

/** `ModifyDBParameterGroup` */
export const modifyDbParameterGroup: Action = async (world, call, input) => {
  const group = ownGroup(world, call, input);
  const changes = input.structures('Parameters').map((parameter) => readChange(world, parameter));
  if (changes.length === 0) throw faults.missing('Parameters');
  if (changes.length > mostParameters)
    throw faults.value(`At most ${String(mostParameters)} parameters can be changed.`);
  for (const { name, parameter } of changes) group.values.set(name, parameter);
  await spread(world, group, new Map(changes.map(({ name, parameter }) => [name, parameter])));
  return { DBParameterGroupName: group.name };
};

/** `ResetDBParameterGroup` */
export const resetDbParameterGroup: Action = async (world, call, input) => {
  const group = ownGroup(world, call, input);
  const named = input.structures('Parameters').map((parameter) => parameter.requiredText('ParameterName'));
  const names = input.flag('ResetAllParameters') === true || named.length === 0 ? [...group.values.keys()] : named;
  for (const name of names) group.values.delete(name);
  await spread(world, group, new Map(names.map((name) => [name, undefined])));
  return { DBParameterGroupName: group.name };
};

function readChange(world: World, input: Input): { name: string; parameter: UserParameter } {
  const name = input.requiredText('ParameterName');
  const value = input.text('ParameterValue') ?? '';
  const { applyType } = world.family.check(name, value);
  const method = input.text('ApplyMethod') ?? 'pending-reboot';
  if (method !== 'immediate' && method !== 'pending-reboot') throw faults.value(`Invalid apply method: ${method}`);
  if (method === 'immediate' && applyType === 'static') {
    throw faults.combination(`cannot use immediate apply method for static parameter: ${name}`);
  }
  return { name, parameter: { value, applyMethod: method } };
}

/** Lets the instances of a group know: what can change at once changes, the rest waits for a reboot. */
async function spread(
  world: World,
  group: ParameterGroupRecord,
  changes: ReadonlyMap<string, UserParameter | undefined>,
): Promise<void> {
  const members = [...regionOf(world, group).instances.values()].filter(
    ({ parameterGroup: { name } }) => name === group.name,
  );
  await Promise.all(members.map((record) => applyToInstance(world, record, changes)));
}

async function applyToInstance(
  world: World,
  record: InstanceRecord,
  changes: ReadonlyMap<string, UserParameter | undefined>,
): Promise<void> {
  const next: Record<string, string> = { ...record.parameters };
  const defaults = world.family.defaults();
  let waits = false;
  for (const [name, parameter] of changes) {
    const immediate = parameter?.applyMethod === 'immediate';
    const value = parameter?.value ?? defaults[name];
    if (!immediate && world.family.find(name).applyType === 'static') waits = true;
    else if (parameter !== undefined && !immediate) waits = true;
    else if (value === undefined) Reflect.deleteProperty(next, name);
    else next[name] = value;
  }
  record.parameters = next;
  if (waits) record.parameterGroup = { name: record.parameterGroup.name, status: 'pending-reboot' };
  await record.host.reload();
}

function view(
  definition: ParameterDefinition,
  set: UserParameter | undefined,
): Parameters & { ParameterName: string; Source: string } {
  const system = definition.systemValue;
  return {
    ParameterName: definition.name,
    ParameterValue: set?.value ?? system,
    Description: definition.description,
    Source: set !== undefined ? 'user' : system !== undefined ? 'system' : 'engine-default',
    ApplyType: definition.applyType,
    DataType: definition.dataType,
    AllowedValues: definition.allowed,
    IsModifiable: definition.modifiable,
    ApplyMethod: set?.applyMethod ?? 'pending-reboot',
  };
}

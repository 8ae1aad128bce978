import { familyOf } from './catalog.js';
import { faults } from './faults.js';
import type { ParameterGroupRecord, Place } from './records.js';
import { regionOf, type World } from './world.js';

/** The name of the group that belongs to an engine version when a call names none. */
export function defaultParameterGroup(version: string): string {
  return `default.${familyOf(version)}`;
}

/** Finds a parameter group; the default ones exist everywhere and hold nothing. */
export function parameterGroup(world: World, place: Place, name: string): ParameterGroupRecord {
  const key = name.toLowerCase();
  const record = regionOf(world, place).parameterGroups.get(key);
  if (record !== undefined) return record;
  const family = familyOf(world.template.version);
  if (key !== `default.${family}`) throw faults.parameterGroupNotFound(name);
  return {
    ...{ accountId: place.accountId, region: place.region },
    name: key,
    family,
    description: `Default parameter group for ${family}`,
    values: new Map(),
    tags: [],
  };
}

/** The values that an instance of the group has after its next start. */
export function groupValues(world: World, place: Place, name: string): Record<string, string> {
  const { values } = parameterGroup(world, place, name);
  const own = Object.fromEntries([...values].map(([parameter, { value }]) => [parameter, value]));
  return { ...world.family.defaults(), ...own };
}

import type { AwsCall } from '../../gateway/contract.js';
import { AwsError } from '../../gateway/contract.js';
import { placeOf, type Action } from '../action.js';
import { faults } from '../faults.js';
import { checkTags, type Input } from '../input.js';
import { parseArn } from '../names.js';
import type { Tag } from '../records.js';
import { regionOf, type World } from '../world.js';

/** `AddTagsToResource` */
export const addTagsToResource: Action = (world, call, input) => {
  const resource = taggedResource(world, call, input);
  resource.tags = checkTags([...resource.tags, ...input.tags()]);
  return Promise.resolve({});
};

/** `RemoveTagsFromResource` */
export const removeTagsFromResource: Action = (world, call, input) => {
  const resource = taggedResource(world, call, input);
  const keys = new Set(input.list('TagKeys') ?? []);
  resource.tags = resource.tags.filter(({ Key }) => !keys.has(Key));
  return Promise.resolve({});
};

/** `ListTagsForResource` */
export const listTagsForResource: Action = (world, call, input) =>
  Promise.resolve({ TagList: taggedResource(world, call, input).tags });

function taggedResource(world: World, call: AwsCall, input: Input): { tags: readonly Tag[] } {
  const name = input.requiredText('ResourceName');
  const parsed = parseArn(name);
  if (parsed === undefined) throw faults.value(`Invalid resource name: ${name}`);
  const own = placeOf(call);
  if (parsed.accountId !== own.accountId || parsed.region !== own.region) {
    throw new AwsError('AccessDenied', `${call.caller.arn} is not authorized to act on the tags of ${name}`, 403);
  }
  const region = regionOf(world, own);
  switch (parsed.kind) {
    case 'db':
      return region.instance(name);
    case 'snapshot':
      return region.snapshot(name);
    case 'subgrp': {
      const group = region.subnetGroups.get(parsed.name);
      if (group === undefined) throw faults.subnetGroupNotFound(parsed.name);
      return group;
    }
    case 'pg': {
      const group = region.parameterGroups.get(parsed.name);
      if (group === undefined) throw faults.parameterGroupNotFound(parsed.name);
      return group;
    }
    default:
      throw faults.value(`Invalid resource name: ${name}`);
  }
}

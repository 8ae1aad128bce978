import type { DriftedResource } from '../../../domain/messages/drift.js';
import type { FakeStack } from './cloud/stack-activities.js';
import { placeOldGeneration } from './scenery.js';
import { stagedStacks } from './spawning.js';
import type { Stage } from './stage.js';

/** What somebody has changed by hand. */
export const byHand: DriftedResource = {
  address: 'aws_security_group.app',
  type: 'aws_security_group',
  difference: 'changed',
  attributes: ['tags'],
};

/** Makes an environment with three stacks that are as they should be, and a generation that serves. */
export function settled(stage: Stage): Record<'roles' | 'network' | 'data', FakeStack> {
  placeOldGeneration(stage);
  stage.fleet.hasBlueprint = true;
  const names = stagedStacks(stage);
  const find = (name: string): FakeStack => stage.world.stacks.find(({ slice }) => slice.name === name)!;
  for (const stack of stage.world.stacks) Object.assign(stack, { pending: undefined, serial: 1 });
  return { roles: find(names.roles), network: find(names.network), data: find(names.data) };
}

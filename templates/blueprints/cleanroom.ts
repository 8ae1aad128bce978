import type { StackDefinition, StackOwner } from '../define-stack.js';
import { keyStack } from '../stacks/key-stack.js';
import { organizationRolesStack } from '../stacks/organization-roles-stack.js';
import { quarantineStack } from '../stacks/quarantine-stack.js';

/**
 * The clean room's stacks: its roles, and in every region two keys, which keep verified copies apart from raw ones, a
 * third that signs statements, and the quarantine. It has no parameters: nothing about it is a matter of taste.
 */
export function cleanroomStacks(owner: StackOwner): StackDefinition[] {
  const { regions } = owner.fleet.organization.cleanroom;
  return [
    organizationRolesStack(owner),
    ...Object.entries(regions).flatMap(([region, place]) => [
      keyStack(owner, region),
      quarantineStack(owner, { region, ...place }),
    ]),
  ];
}

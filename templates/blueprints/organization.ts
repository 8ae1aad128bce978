import type { FleetContent } from '../../domain/fleet/fleet.js';
import type { StackDefinition, StackOwner } from '../define-stack.js';
import { policyScopeOf } from '../policies/scope-of-fleet.js';
import { keyStack } from '../stacks/key-stack.js';
import { organizationRolesStack } from '../stacks/organization-roles-stack.js';
import { stateStack } from '../stacks/state-stack.js';
import { cleanroomStacks } from './cleanroom.js';

/** The organisation's own accounts, in the order in which a person applies their stacks. */
export const organizationAccounts = ['builder', 'management', 'dns', 'production', 'cleanroom'] as const;

/** One of the organisation's own accounts. */
export type OrganizationAccount = (typeof organizationAccounts)[number];

/** Tells whether a name is one of the organisation's own accounts; no environment can have it. */
export function isOrganizationAccount(name: string): name is OrganizationAccount {
  return organizationAccounts.some((account) => account === name);
}

/** The stacks of one of the organisation's own accounts. A person applies them; Backlot never changes these accounts. */
export function organizationStacks(fleet: FleetContent, name: OrganizationAccount): StackDefinition[] {
  const owner: StackOwner = { environment: name, accountId: fleet.organization[name].account, fleet };
  switch (name) {
    case 'builder':
      return [stateStack(owner), organizationRolesStack(owner)];
    case 'management':
    case 'dns':
      return [organizationRolesStack(owner)];
    case 'production':
      return [
        organizationRolesStack(owner),
        ...policyScopeOf(fleet).production.regions.map((region) => keyStack(owner, region)),
      ];
    case 'cleanroom':
      return cleanroomStacks(owner);
  }
}

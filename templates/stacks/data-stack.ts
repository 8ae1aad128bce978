import { wellKnown } from '../../domain/names.js';
import type { BacklotStack } from '../backlot-stack.js';
import { DbSubnetGroup } from '../cdktf.js';
import { defineStack, imported, type StackDefinition, type StackOwner } from '../define-stack.js';
import type { NetworkStack } from './network-stack.js';

/**
 * What an environment's databases stand in: `qa1.data.us-east-1`. The instances are Backlot's, made anew by every refresh,
 * and so are their parameter groups, which follow production's.
 */
export function dataStack(owner: StackOwner, network: NetworkStack): StackDefinition {
  const { region } = network.target;
  return defineStack(owner, {
    scope: 'data',
    place: region,
    region,
    imports: { subnetIds: imported(network, 'dataSubnetIds') },
    exports: { subnetGroup: 'string' },
    build: (stack, { subnetIds }) => {
      return { subnetGroup: addDataSubnets(stack, owner.environment, subnetIds).name };
    },
  });
}

/** Adds the subnet group that Backlot restores databases into. */
export function addDataSubnets(stack: BacklotStack, owner: string, subnetIds: string[]): DbSubnetGroup {
  return new DbSubnetGroup(stack, 'subnets', {
    name: wellKnown.subnetGroup,
    description: `The databases of ${owner}.`,
    subnetIds,
  });
}

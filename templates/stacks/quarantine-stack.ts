import { wellKnown } from '../../domain/names.js';
import { defineStack, type StackDefinition, type StackOwner } from '../define-stack.js';
import { addDataSubnets } from './data-stack.js';
import { addEndpoints } from './network-endpoints.js';
import { addSecurityGroups } from './network-groups.js';
import { workerEndpoints } from './network-plan.js';
import { addVpc } from './network-stack.js';
import { addSubnets } from './network-subnets.js';

/** Where the clean room of one region is. */
export interface QuarantinePlace {
  readonly region: string;
  readonly cidr?: string | undefined;
  readonly temporalService?: string | undefined;
}

/** A quarantine is connected to nothing, so its block can be the same everywhere. */
const usualBlock = '10.255.0.0/20';

/** RDS asks for two zones before it takes a subnet group; a quarantined instance stands in one. */
const zones = 2;

/**
 * The network of a clean room's region: `cleanroom.network.us-east-1`. Restored databases let in the clean room's workers
 * and nobody else, and can reach nothing: their subnets have no route and their group no rule for going out. No parameter
 * changes that.
 */
export function quarantineStack(owner: StackOwner, place: QuarantinePlace): StackDefinition {
  const { region, cidr = usualBlock, temporalService } = place;
  const plan = {
    region,
    cidr,
    zones,
    egress: 'none',
    dataGroup: wellKnown.quarantineSecurityGroup,
    endpoints: workerEndpoints,
    temporalService,
  } as const;
  return defineStack(owner, {
    scope: 'network',
    place: region,
    region,
    appliedBy: 'person',
    exports: { vpcId: 'string', workerSubnetIds: 'list(string)', workerSecurityGroupId: 'string' },
    build: (stack) => {
      const vpc = addVpc(stack, plan);
      const { ids, routeTableIds } = addSubnets(stack, vpc, plan, ['data', 'worker']);
      const groups = addSecurityGroups(stack, vpc, plan);
      addEndpoints(stack, vpc, plan, {
        subnetIds: ids.worker,
        routeTableIds,
        group: groups.endpoints,
        callers: [groups.worker],
        builder: owner.fleet.organization.builder.account,
      });
      addDataSubnets(stack, owner.environment, ids.data);
      return { vpcId: vpc.id, workerSubnetIds: ids.worker, workerSecurityGroupId: groups.worker.id };
    },
  });
}

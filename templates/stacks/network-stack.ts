import type { BacklotStack } from '../backlot-stack.js';
import { DefaultSecurityGroup, Vpc } from '../cdktf.js';
import { defineStack, type StackDefinition, type StackOwner } from '../define-stack.js';
import { addEndpoints } from './network-endpoints.js';
import { addSecurityGroups, addServiceGroup } from './network-groups.js';
import type { NetworkPlan } from './network-plan.js';
import { addSubnets } from './network-subnets.js';

const networkExports = {
  vpcId: 'string',
  serviceSubnetIds: 'list(string)',
  dataSubnetIds: 'list(string)',
  workerSubnetIds: 'list(string)',
  serviceSecurityGroupId: 'string',
  dataSecurityGroupId: 'string',
  workerSecurityGroupId: 'string',
} as const;

/** A network, with what it gives to other stacks. */
export type NetworkStack = StackDefinition<typeof networkExports>;

/**
 * The network of one region: `qa1.network.us-east-1`. Databases have no way out and let in workloads and Backlot's worker
 * only; the others have one only where the plan says so, and reach AWS by endpoints that know no foreign account.
 */
export function networkStack(owner: StackOwner, plan: NetworkPlan): NetworkStack {
  return defineStack(owner, {
    scope: 'network',
    place: plan.region,
    region: plan.region,
    exports: networkExports,
    build: (stack) => {
      const vpc = addVpc(stack, plan);
      const { ids, routeTableIds } = addSubnets(stack, vpc, plan, ['service', 'data', 'worker']);
      const groups = addSecurityGroups(stack, vpc, plan);
      const service = addServiceGroup(stack, vpc, plan, groups);
      addEndpoints(stack, vpc, plan, {
        subnetIds: ids.worker,
        routeTableIds,
        group: groups.endpoints,
        callers: [groups.worker, service],
        builder: owner.fleet.organization.builder.account,
      });
      return {
        vpcId: vpc.id,
        serviceSubnetIds: ids.service,
        dataSubnetIds: ids.data,
        workerSubnetIds: ids.worker,
        serviceSecurityGroupId: service.id,
        dataSecurityGroupId: groups.data.id,
        workerSecurityGroupId: groups.worker.id,
      };
    },
  });
}

/** Adds the VPC of a plan, with a default group that lets nothing in or out. */
export function addVpc(stack: BacklotStack, { cidr }: NetworkPlan): Vpc {
  const vpc = new Vpc(stack, 'vpc', {
    cidrBlock: cidr,
    enableDnsSupport: true,
    enableDnsHostnames: true,
    tags: { Name: stack.node.id },
  });
  // Whatever is started without a group lands in the default one, which lets nothing in or out.
  new DefaultSecurityGroup(stack, 'default-group', { vpcId: vpc.id, ingress: [], egress: [] });
  return vpc;
}

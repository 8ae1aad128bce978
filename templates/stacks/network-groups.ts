import type { BacklotStack } from '../backlot-stack.js';
import { SecurityGroup, VpcSecurityGroupEgressRule, VpcSecurityGroupIngressRule, type Vpc } from '../cdktf.js';
import type { NetworkPlan } from './network-plan.js';

/** The security groups that every network has. None lets anything out that is not named here. */
export interface NetworkGroups {
  readonly data: SecurityGroup;
  readonly worker: SecurityGroup;
  readonly endpoints: SecurityGroup;
}

const ports = { postgres: 5432, https: 443, temporal: 7233 } as const;

/** Adds the groups of databases, Backlot's worker and endpoints, and who may connect to whom. */
export function addSecurityGroups(stack: BacklotStack, vpc: Vpc, plan: NetworkPlan): NetworkGroups {
  const groups: NetworkGroups = {
    data: addGroup(stack, vpc, plan.dataGroup, 'Databases: let in those who use them, and let nothing out.'),
    worker: addGroup(stack, vpc, 'backlot-worker', "Backlot's worker beside the databases: lets nobody in."),
    endpoints: addGroup(stack, vpc, 'backlot-endpoints', 'Endpoints of AWS within the network.'),
  };
  addCaller(stack, plan, groups, 'worker', groups.worker);
  if (plan.temporalService !== undefined) {
    allow(stack, 'worker-to-temporal', groups.worker, groups.endpoints, ports.temporal);
  } else if (plan.egress === 'internet') {
    allowOut(stack, 'worker-to-temporal', groups.worker, ports.temporal);
  }
  return groups;
}

/** Adds the group of workloads, which use the databases and the endpoints. */
export function addServiceGroup(
  stack: BacklotStack,
  vpc: Vpc,
  plan: NetworkPlan,
  groups: NetworkGroups,
): SecurityGroup {
  const service = addGroup(stack, vpc, 'backlot-services', 'Workloads.');
  addCaller(stack, plan, groups, 'service', service);
  return service;
}

function addGroup(stack: BacklotStack, vpc: Vpc, name: string, description: string): SecurityGroup {
  return new SecurityGroup(stack, name, { name, description, vpcId: vpc.id, tags: { Name: name } });
}

function addCaller(
  stack: BacklotStack,
  { egress }: NetworkPlan,
  { data, endpoints }: NetworkGroups,
  name: string,
  caller: SecurityGroup,
): void {
  allow(stack, `${name}-to-data`, caller, data, ports.postgres);
  allow(stack, `${name}-to-endpoints`, caller, endpoints, ports.https);
  if (egress === 'internet') allowOut(stack, `${name}-to-internet`, caller, ports.https);
}

/** Lets one group connect to another: out of the one, into the other. */
function allow(stack: BacklotStack, id: string, from: SecurityGroup, to: SecurityGroup, port: number): void {
  const rule = { ipProtocol: 'tcp', fromPort: port, toPort: port };
  new VpcSecurityGroupEgressRule(stack, `${id}-out`, {
    ...rule,
    securityGroupId: from.id,
    referencedSecurityGroupId: to.id,
  });
  new VpcSecurityGroupIngressRule(stack, `${id}-in`, {
    ...rule,
    securityGroupId: to.id,
    referencedSecurityGroupId: from.id,
  });
}

function allowOut(stack: BacklotStack, id: string, from: SecurityGroup, port: number): void {
  new VpcSecurityGroupEgressRule(stack, id, {
    securityGroupId: from.id,
    ipProtocol: 'tcp',
    fromPort: port,
    toPort: port,
    cidrIpv4: '0.0.0.0/0',
  });
}

import type { BacklotStack } from '../backlot-stack.js';
import { VpcEndpoint, VpcSecurityGroupEgressRule, type SecurityGroup, type Vpc } from '../cdktf.js';
import { policyJson } from './role-resources.js';
import type { NetworkPlan } from './network-plan.js';

/** Where endpoints lie and for whom they are. */
export interface EndpointPlace {
  readonly subnetIds: string[];
  readonly routeTableIds: string[];
  /** The group of the endpoints themselves. */
  readonly group: SecurityGroup;
  /** Who uses them. */
  readonly callers: readonly SecurityGroup[];
  /** The account that workers have their identities in. */
  readonly builder: string;
}

/**
 * Adds the endpoints by which AWS is reached without a way out. Their policies know this account and the builder only:
 * through an open endpoint data could be written to anybody's bucket.
 */
export function addEndpoints(stack: BacklotStack, vpc: Vpc, plan: NetworkPlan, place: EndpointPlace): void {
  const own = [stack.accountId, place.builder];
  const storage = new VpcEndpoint(stack, 's3', {
    vpcId: vpc.id,
    serviceName: `com.amazonaws.${plan.region}.s3`,
    vpcEndpointType: 'Gateway',
    routeTableIds: place.routeTableIds,
    policy: endpointPolicy({ 'aws:ResourceAccount': own }, plan.region),
    tags: { Name: `${stack.node.id} s3` },
  });
  for (const group of place.callers) {
    new VpcSecurityGroupEgressRule(stack, `${group.node.id}-to-s3`, {
      securityGroupId: group.id,
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      prefixListId: storage.prefixListId,
    });
  }
  for (const service of plan.endpoints) {
    addInterface(stack, vpc, place, service, `com.amazonaws.${plan.region}.${service}`, {
      privateDnsEnabled: true,
      policy: endpointPolicy({ 'aws:PrincipalAccount': own }),
    });
  }
  if (plan.temporalService !== undefined) addInterface(stack, vpc, place, 'temporal', plan.temporalService, {});
}

function addInterface(
  stack: BacklotStack,
  vpc: Vpc,
  { subnetIds, group }: EndpointPlace,
  id: string,
  serviceName: string,
  more: { readonly privateDnsEnabled?: boolean; readonly policy?: string },
): void {
  new VpcEndpoint(stack, id, {
    vpcId: vpc.id,
    serviceName,
    vpcEndpointType: 'Interface',
    subnetIds,
    securityGroupIds: [group.id],
    tags: { Name: `${stack.node.id} ${id}` },
    ...more,
  });
}

/** @param imagesOf the region whose bucket of container image layers may be read; it belongs to AWS. */
function endpointPolicy(accounts: Readonly<Record<string, readonly string[]>>, imagesOf?: string): string {
  const everybody = ['*'];
  return policyJson([
    {
      sid: 'OwnAccounts',
      why: 'nothing of another account can be read or written through the endpoint',
      actions: ['*'],
      principals: everybody,
      resources: ['*'],
      conditions: { StringEquals: accounts },
    },
    ...(imagesOf === undefined
      ? []
      : [
          {
            sid: 'ContainerImages',
            why: 'the layers of container images lie in a bucket of AWS’s own',
            actions: ['s3:GetObject'],
            principals: everybody,
            resources: [`arn:aws:s3:::prod-${imagesOf}-starport-layer-bucket/*`],
          },
        ]),
  ]);
}

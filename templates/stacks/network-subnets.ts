import type { SubnetTier } from '../../domain/stacks/subnet-plan.js';
import type { BacklotStack } from '../backlot-stack.js';
import {
  DataAwsAvailabilityZones,
  Eip,
  Fn,
  InternetGateway,
  NatGateway,
  propertyAccess,
  Route,
  RouteTable,
  RouteTableAssociation,
  Subnet,
  Token,
  type Vpc,
} from '../cdktf.js';
import { subnetsOf, type NetworkPlan } from './network-plan.js';

/** The subnets of a network and the tables that route them. */
export interface Subnets {
  readonly ids: Readonly<Record<SubnetTier, string[]>>;
  /** Of the tiers that may reach AWS; databases have no route to anything. */
  readonly routeTableIds: string[];
}

const everywhere = '0.0.0.0/0';

/** Adds the subnets of some tiers, one for each zone, their route tables, and the way out where the plan has one. */
export function addSubnets(stack: BacklotStack, vpc: Vpc, plan: NetworkPlan, inside: readonly SubnetTier[]): Subnets {
  const zoneIds = addZones(stack);
  const tiers: readonly SubnetTier[] = plan.egress === 'internet' ? [...inside, 'public'] : inside;
  const tables = new Map(tiers.map((tier) => [tier, addTable(stack, vpc, tier)]));
  const ids: Record<SubnetTier, string[]> = { service: [], data: [], worker: [], public: [] };
  for (const tier of tiers) {
    for (const [zone, cidrBlock] of subnetsOf(plan)[tier].entries()) {
      const subnet = new Subnet(stack, `${tier}-${zone + 1}`, {
        vpcId: vpc.id,
        cidrBlock,
        availabilityZoneId: zoneIds(zone),
        mapPublicIpOnLaunch: false,
        tags: { Name: `${stack.node.id} ${tier} ${zone + 1}` },
        // A region's zones may change their order; a subnet stays where it was made.
        lifecycle: { ignoreChanges: ['availability_zone_id'] },
      });
      new RouteTableAssociation(stack, `${tier}-${zone + 1}-routes`, {
        subnetId: subnet.id,
        routeTableId: tables.get(tier)?.id ?? '',
      });
      ids[tier].push(subnet.id);
    }
  }
  const inner = [...tables].filter(([tier]) => tier === 'service' || tier === 'worker');
  if (plan.egress === 'internet') addWayOut(stack, vpc, ids.public[0] ?? '', tables.get('public'), inner);
  return { ids, routeTableIds: inner.map(([, { id }]) => id) };
}

/** Zones by their ids, in their order: names mean another zone in every account. */
function addZones(stack: BacklotStack): (index: number) => string {
  const zones = new DataAwsAvailabilityZones(stack, 'zones', {
    state: 'available',
    filter: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }],
  });
  const sorted: unknown = Fn.sort(zones.zoneIds);
  return (index) => Token.asString(propertyAccess(sorted, [index]));
}

function addTable(stack: BacklotStack, vpc: Vpc, tier: SubnetTier): RouteTable {
  return new RouteTable(stack, `${tier}-routes`, { vpcId: vpc.id, tags: { Name: `${stack.node.id} ${tier}` } });
}

function addWayOut(
  stack: BacklotStack,
  vpc: Vpc,
  publicSubnetId: string,
  publicTable: RouteTable | undefined,
  inner: readonly (readonly [SubnetTier, RouteTable])[],
): void {
  const gateway = new InternetGateway(stack, 'internet', { vpcId: vpc.id, tags: { Name: stack.node.id } });
  const address = new Eip(stack, 'nat-address', { domain: 'vpc', dependsOn: [gateway] });
  const nat = new NatGateway(stack, 'nat', {
    allocationId: address.id,
    subnetId: publicSubnetId,
    tags: { Name: stack.node.id },
    dependsOn: [gateway],
  });
  new Route(stack, 'public-out', {
    routeTableId: publicTable?.id ?? '',
    destinationCidrBlock: everywhere,
    gatewayId: gateway.id,
  });
  for (const [tier, table] of inner) {
    new Route(stack, `${tier}-out`, { routeTableId: table.id, destinationCidrBlock: everywhere, natGatewayId: nat.id });
  }
}

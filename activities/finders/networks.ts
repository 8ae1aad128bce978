import {
  DeleteInternetGatewayCommand,
  DeleteNatGatewayCommand,
  DeleteRouteTableCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DeleteVpcEndpointsCommand,
  DescribeAddressesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  DetachInternetGatewayCommand,
  DisassociateRouteTableCommand,
  ReleaseAddressCommand,
  type RouteTable,
  type Tag,
  type UnsuccessfulItemError,
} from '@aws-sdk/client-ec2';
import type { Found } from '../../domain/messages/listing.js';
import type { FinderType } from '../../domain/stacks/finder-types.js';
import { allPages } from '../aws/paginate.js';
import { fromAwsTags } from '../aws/resource-tags.js';
import { unlessDone, type Finders, type Reach } from './finder.js';

/** How networks and what is in them are found. What is in AWS's default network was there before Backlot. */
export const networkFinders: Finders<
  | 'aws_vpc'
  | 'aws_subnet'
  | 'aws_route_table'
  | 'aws_route'
  | 'aws_route_table_association'
  | 'aws_internet_gateway'
  | 'aws_nat_gateway'
  | 'aws_eip'
  | 'aws_vpc_endpoint'
> = {
  aws_vpc: {
    scope: 'region',
    list: async (reach) => (await vpcs(reach)).map((vpc) => vpc.found),
    remove: (reach, { id }) => ec2(reach).send(new DeleteVpcCommand({ VpcId: id })),
    gone: ['InvalidVpcID.NotFound'],
  },
  aws_subnet: {
    scope: 'region',
    async list(reach) {
      const subnets = await allPages(async (NextToken) => {
        const answer = await ec2(reach).send(new DescribeSubnetsCommand({ NextToken }));
        return { items: answer.Subnets ?? [], next: answer.NextToken };
      });
      return inVpcs(
        reach,
        subnets.map(({ SubnetId, VpcId, Tags }) => [resource('aws_subnet', SubnetId, Tags), VpcId]),
      );
    },
    remove: (reach, { id }) => ec2(reach).send(new DeleteSubnetCommand({ SubnetId: id })),
    gone: ['InvalidSubnetID.NotFound'],
  },
  aws_route_table: {
    scope: 'region',
    async list(reach) {
      const tables = (await routeTables(reach)).filter((table) => !isMain(table));
      return inVpcs(
        reach,
        tables.map(({ RouteTableId, VpcId, Tags }) => [resource('aws_route_table', RouteTableId, Tags), VpcId]),
      );
    },
    remove: (reach, { id }) => ec2(reach).send(new DeleteRouteTableCommand({ RouteTableId: id })),
    gone: ['InvalidRouteTableID.NotFound'],
  },
  aws_route: {
    scope: 'region',
    // Routes of gateway endpoints are the endpoints' own, and the local one is the network's.
    list: (reach) =>
      partsOfTables(reach, ({ RouteTableId = '', Routes = [] }) =>
        Routes.filter(({ Origin, GatewayId }) => Origin === 'CreateRoute' && !GatewayId?.startsWith('vpce-')).map(
          ({ DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId }) => {
            const to = DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? DestinationPrefixListId ?? '';
            const id = `${RouteTableId}_${to}`;
            return { type: 'aws_route', id, importId: id };
          },
        ),
      ),
  },
  aws_route_table_association: {
    scope: 'region',
    list: (reach) =>
      partsOfTables(reach, ({ RouteTableId = '', Associations = [] }) =>
        Associations.filter(({ Main }) => Main !== true).map(
          ({ RouteTableAssociationId: id = '', SubnetId, GatewayId }) => {
            return {
              type: 'aws_route_table_association',
              id,
              importId: `${SubnetId ?? GatewayId ?? ''}/${RouteTableId}`,
            };
          },
        ),
      ),
    remove: (reach, { id }) => ec2(reach).send(new DisassociateRouteTableCommand({ AssociationId: id })),
    gone: ['InvalidAssociationID.NotFound'],
  },
  aws_internet_gateway: {
    scope: 'region',
    async list(reach) {
      const gateways = await allPages(async (NextToken) => {
        const answer = await ec2(reach).send(new DescribeInternetGatewaysCommand({ NextToken }));
        return { items: answer.InternetGateways ?? [], next: answer.NextToken };
      });
      return inVpcs(
        reach,
        gateways.map(({ InternetGatewayId, Attachments, Tags }) => [
          resource('aws_internet_gateway', InternetGatewayId, Tags),
          Attachments?.[0]?.VpcId,
        ]),
      );
    },
    async remove(reach, { id, partOf }) {
      const InternetGatewayId = id;
      if (partOf !== undefined) {
        const detach = new DetachInternetGatewayCommand({ InternetGatewayId, VpcId: partOf });
        const names = ['Gateway.NotAttached', 'InvalidVpcID.NotFound'];
        await unlessDone({ names }, () => ec2(reach).send(detach));
      }
      await ec2(reach).send(new DeleteInternetGatewayCommand({ InternetGatewayId }));
    },
    gone: ['InvalidInternetGatewayID.NotFound'],
  },
  aws_nat_gateway: {
    scope: 'region',
    async list(reach) {
      const gateways = await allPages(async (NextToken) => {
        const answer = await ec2(reach).send(new DescribeNatGatewaysCommand({ NextToken }));
        return { items: answer.NatGateways ?? [], next: answer.NextToken };
      });
      // One that is gone is shown for an hour.
      return gateways
        .filter(({ State }) => State !== 'deleted')
        .map(({ NatGatewayId, Tags, State }) => ({
          ...resource('aws_nat_gateway', NatGatewayId, Tags),
          ...(State === 'deleting' && { ending: State }),
        }));
    },
    remove: (reach, { id }) => ec2(reach).send(new DeleteNatGatewayCommand({ NatGatewayId: id })),
    gone: ['NatGatewayNotFound'],
  },
  aws_eip: {
    scope: 'region',
    async list(reach) {
      const { Addresses = [] } = await ec2(reach).send(new DescribeAddressesCommand({}));
      return Addresses.map(({ AllocationId, Tags }) => resource('aws_eip', AllocationId, Tags));
    },
    remove: (reach, { id }) => ec2(reach).send(new ReleaseAddressCommand({ AllocationId: id })),
    gone: ['InvalidAllocationID.NotFound'],
  },
  aws_vpc_endpoint: {
    scope: 'region',
    async list(reach) {
      const endpoints = await allPages(async (NextToken) => {
        const answer = await ec2(reach).send(new DescribeVpcEndpointsCommand({ NextToken }));
        return { items: answer.VpcEndpoints ?? [], next: answer.NextToken };
      });
      return endpoints
        .filter(({ State }) => State?.toLowerCase() !== 'deleted')
        .map(({ VpcEndpointId, Tags, State }) => ({
          ...resource('aws_vpc_endpoint', VpcEndpointId, Tags),
          ...(State?.toLowerCase() === 'deleting' && { ending: 'deleting' }),
        }));
    },
    async remove(reach, { id }) {
      const { Unsuccessful = [] } = await ec2(reach).send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] }));
      // AWS says of each by itself why it stays, in an answer that is none of an error.
      for (const { Error: reason } of Unsuccessful) throw refusal(reason);
    },
    gone: ['InvalidVpcEndpoint.NotFound', 'InvalidVpcEndpointId.NotFound'],
  },
};

/** A network, and whether it is AWS's own. */
interface FoundVpc {
  readonly found: Found;
  readonly isDefault: boolean;
}

function vpcs(reach: Reach): Promise<FoundVpc[]> {
  return reach.once('vpcs', async () => {
    const all = await allPages(async (NextToken) => {
      const answer = await ec2(reach).send(new DescribeVpcsCommand({ NextToken }));
      return { items: answer.Vpcs ?? [], next: answer.NextToken };
    });
    return all.map(({ VpcId, Tags, IsDefault = false }) => ({
      found: { ...resource('aws_vpc', VpcId, Tags), ...(IsDefault && { builtIn: true }) },
      isDefault: IsDefault,
    }));
  });
}

/**
 * Says of each resource which network it is in, and whether that is AWS's own. What was made with a network of ours, such
 * as its default group, has no tags; it is told by the network's.
 */
export async function inVpcs(
  reach: Reach,
  resources: readonly [Found, string | undefined][],
  { born = false }: { readonly born?: boolean } = {},
): Promise<Found[]> {
  const known = new Map((await vpcs(reach)).map((vpc) => [vpc.found.id, vpc]));
  return resources.map(([found, vpcId]) => {
    const vpc = known.get(vpcId ?? '');
    return {
      ...found,
      ...(born && { tags: { ...vpc?.found.tags, ...found.tags } }),
      ...(vpcId !== undefined && { partOf: vpcId }),
      ...(vpc?.isDefault === true && { builtIn: true }),
    };
  });
}

function routeTables(reach: Reach): Promise<RouteTable[]> {
  return reach.once('route tables', () =>
    allPages(async (NextToken) => {
      const answer = await ec2(reach).send(new DescribeRouteTablesCommand({ NextToken }));
      return { items: answer.RouteTables ?? [], next: answer.NextToken };
    }),
  );
}

/** The main table is the network's own, made and deleted with it. */
function isMain({ Associations = [] }: RouteTable): boolean {
  return Associations.some(({ Main }) => Main === true);
}

/** Lists parts of route tables, which have no tags of their own. */
async function partsOfTables(
  reach: Reach,
  parts: (table: RouteTable) => Pick<Found, 'type' | 'id' | 'importId'>[],
): Promise<Found[]> {
  const tables = await routeTables(reach);
  const listed = await inVpcs(
    reach,
    tables.flatMap((table) =>
      parts(table).map((part): [Found, string | undefined] => [
        { ...part, tags: fromAwsTags(table.Tags) },
        table.VpcId,
      ]),
    ),
  );
  const tableOf = new Map(tables.flatMap((table) => parts(table).map(({ id }) => [id, table.RouteTableId] as const)));
  return listed.map((found) => ({ ...found, partOf: tableOf.get(found.id) ?? '' }));
}

/** A resource that is called and imported by the same id. */
export function resource(type: FinderType, id = '', tags?: readonly Tag[]): Found {
  return { type, id, importId: id, tags: fromAwsTags(tags) };
}

/** The reason that an answer holds, as the error that a call of its own would have had. */
function refusal({ Code = 'unknown', Message = Code }: UnsuccessfulItemError = {}): Error {
  return Object.assign(new Error(Message), { name: Code, $metadata: {} });
}

function ec2({ aws, place }: Reach) {
  return aws.ec2(place);
}

/*
 * Endpoints go as on AWS, where one does not need the route tables that it was in, and one that is not there is told in an
 * answer that is none of an error.
 */
import {
  CreateRouteTableCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  DeleteRouteTableCommand,
  DeleteVpcCommand,
  DeleteVpcEndpointsCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { createRemovalActivities } from '../../activities/teardown/contents.js';
import type { FoundAt } from '../../domain/messages/listing.js';
import { productAccess } from '../laws/support/product-access.js';
import { sharedSandbox, uniqueEnvironment } from './support/sandbox.js';

const region = 'us-east-1';
const sandbox = sharedSandbox();

async function newClient() {
  const { name, id } = await sandbox.client.addEnvironment(uniqueEnvironment());
  const { accessKeyId, secretAccessKey, sessionToken } = await sandbox.client.credentials(name);
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  return { account: id, ec2: new EC2Client({ region, endpoint: sandbox.description.endpoint, credentials }) };
}

test('an endpoint goes after its route table, once, and a teardown takes that for gone', async () => {
  const { account, ec2 } = await newClient();
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.99.0.0/16' }));
  const VpcId = Vpc?.VpcId ?? '';
  const newTable = async () => (await ec2.send(new CreateRouteTableCommand({ VpcId }))).RouteTable?.RouteTableId ?? '';
  const [gone, stays] = [await newTable(), await newTable()];
  const { VpcEndpoint } = await ec2.send(
    new CreateVpcEndpointCommand({
      VpcId,
      ServiceName: `com.amazonaws.${region}.s3`,
      VpcEndpointType: 'Gateway',
      RouteTableIds: [gone, stays],
    }),
  );
  const id = VpcEndpoint?.VpcEndpointId ?? '';
  const states = async () => {
    const { VpcEndpoints = [] } = await ec2.send(new DescribeVpcEndpointsCommand({}));
    return VpcEndpoints.filter(({ VpcEndpointId }) => VpcEndpointId === id).map(({ State }) => State);
  };
  expect(await states()).toEqual(['available']);

  await ec2.send(new DeleteRouteTableCommand({ RouteTableId: gone }));
  const found: FoundAt = { type: 'aws_vpc_endpoint', id, importId: id, tags: {}, region };
  const { removeFound, awaitRemoved } = createRemovalActivities(await productAccess(sandbox));
  const removal = { found, place: { account, region, role: 'BacklotDeploy' } };
  await removeFound(removal);
  expect(await states()).toEqual(['deleted']);
  await awaitRemoved(removal);

  const { Unsuccessful = [] } = await ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id, 'vpce-0'] }));
  expect(Unsuccessful.map(({ ResourceId, Error: reason }) => [ResourceId, reason?.Code])).toEqual([
    [id, 'InvalidVpcEndpoint.NotFound'],
    ['vpce-0', 'InvalidVpcEndpoint.NotFound'],
  ]);
  await removeFound(removal);

  await ec2.send(new DeleteRouteTableCommand({ RouteTableId: stays }));
  await ec2.send(new DeleteVpcCommand({ VpcId }));
});

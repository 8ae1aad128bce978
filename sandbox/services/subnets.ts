import { AwsError } from '../gateway/contract.js';
import type { Moto } from '../gateway/moto.js';
import type { SubnetDirectory } from '../rds/options.js';
import { ec2Items } from './ec2-items.js';

type Subnet = Awaited<ReturnType<SubnetDirectory['describe']>>[number];

/** Reads the subnets that moto keeps for EC2. */
export class Subnets implements SubnetDirectory {
  constructor(private readonly moto: Moto) {}

  async describe(accountId: string, region: string, subnetIds: readonly string[]): Promise<readonly Subnet[]> {
    const answer = await this.moto.query('ec2', 'DescribeSubnets', { accountId, region }, {});
    const response = answer.DescribeSubnetsResponse as Readonly<Record<string, unknown>> | undefined;
    const known = ec2Items(response?.subnetSet);
    return subnetIds.map((subnetId) => {
      const subnet = known.find((candidate) => candidate.subnetId === subnetId);
      if (subnet === undefined) throw new AwsError('InvalidSubnet', `The subnet ID '${subnetId}' does not exist.`);
      return { subnetId, vpcId: String(subnet.vpcId), zone: String(subnet.availabilityZone) };
    });
  }
}

import type { Moto } from '../gateway/moto.js';
import { ec2Items } from './ec2-items.js';
import type { VpcDirectory } from './route53/vpc-directory.js';

/** Reads the VPCs that moto keeps for EC2. */
export class Vpcs implements VpcDirectory {
  constructor(private readonly moto: Moto) {}

  async has(accountId: string, region: string, vpcId: string): Promise<boolean> {
    const answer = await this.moto.query('ec2', 'DescribeVpcs', { accountId, region }, {});
    const response = answer.DescribeVpcsResponse as Readonly<Record<string, unknown>> | undefined;
    return ec2Items(response?.vpcSet).some((vpc) => vpc.vpcId === vpcId);
  }
}

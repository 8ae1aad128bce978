import { randomUUID } from 'node:crypto';
import type { Service } from '../gateway/contract.js';
import type { Moto } from '../gateway/moto.js';
import type { ZoneVpc } from '../services/route53/zone.js';
import type { Account } from './accounts.js';
import { rootOf } from './root-of.js';
import { cleanroomWorker, environmentClient, environmentWorker, type Places } from './places.js';

const subnetGroup = 'backlot-data';
const postgresPort = '5432';

/** What networks are made with. */
export interface NetworkContext {
  readonly moto: Moto;
  readonly rds: Service;
  readonly places: Places;
}

/** A security group and the places that it lets in; none for a quarantine that nobody may reach. */
interface Admission {
  readonly group: string;
  readonly places: readonly string[];
}

/** The security groups for databases in an account. */
function admissions(account: Account, region: string): readonly Admission[] {
  switch (account.kind) {
    case 'cleanroom':
      return [{ group: 'backlot-quarantine', places: [cleanroomWorker(region)] }];
    case 'environment':
      return [{ group: 'backlot-data', places: [environmentWorker(account.name), environmentClient(account.name)] }];
    case 'production':
      return [
        { group: 'prod-data', places: ['production-app'] },
        // For the temporary instances of point-in-time copies, which nobody needs to reach.
        { group: 'backlot-quarantine', places: [] },
      ];
    default:
      return [];
  }
}

/**
 * Makes the network of an account in each of its regions: VPC, two subnets, RDS subnet group, security group. Returns
 * the VPCs.
 */
export async function seedNetworks(context: NetworkContext, account: Account): Promise<readonly ZoneVpc[]> {
  const vpcs: ZoneVpc[] = [];
  for (const [index, region] of account.regions.entries()) {
    vpcs.push({ VPCRegion: region, VPCId: await seedNetwork(context, account, region, index) });
  }
  return vpcs;
}

async function seedNetwork(
  { moto, rds, places }: NetworkContext,
  account: Account,
  region: string,
  index: number,
): Promise<string> {
  const at = { accountId: account.id, region };
  const ec2 = async (action: string, parameters: Record<string, string>) => {
    const answer = await moto.query('ec2', action, at, parameters);
    return answer[`${action}Response`] as Readonly<Record<string, unknown>>;
  };
  const network = `10.${20 + index}`;
  const created = await ec2('CreateVpc', { CidrBlock: `${network}.0.0/16` });
  const { vpcId } = created.vpc as { readonly vpcId: string };
  const subnetIds: string[] = [];
  for (const [zone, block] of [
    ['a', '1'],
    ['b', '2'],
  ] as const) {
    const subnet = await ec2('CreateSubnet', {
      VpcId: vpcId,
      CidrBlock: `${network}.${block}.0/24`,
      AvailabilityZone: `${region}${zone}`,
    });
    subnetIds.push((subnet.subnet as { readonly subnetId: string }).subnetId);
  }
  for (const { group, places: admitted } of admissions(account, region)) {
    const made = await ec2('CreateSecurityGroup', { GroupName: group, GroupDescription: group, VpcId: vpcId });
    if (admitted.length === 0) continue;
    const ranges = admitted.map((place, at) => [
      `IpPermissions.1.IpRanges.${at + 1}.CidrIp`,
      `${places.address(place)}/32`,
    ]);
    await ec2('AuthorizeSecurityGroupIngress', {
      GroupId: String(made.groupId),
      'IpPermissions.1.IpProtocol': 'tcp',
      'IpPermissions.1.FromPort': postgresPort,
      'IpPermissions.1.ToPort': postgresPort,
      ...(Object.fromEntries(ranges) as Record<string, string>),
    });
  }
  await rds.handle({
    requestId: randomUUID(),
    service: 'rds',
    action: 'CreateDBSubnetGroup',
    region,
    caller: rootOf(account),
    parameters: {
      DBSubnetGroupName: subnetGroup,
      DBSubnetGroupDescription: `${account.name}'s databases`,
      SubnetIds: subnetIds,
    },
  });
  return vpcId;
}

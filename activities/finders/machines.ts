import {
  DeleteNetworkInterfaceCommand,
  DeleteSecurityGroupCommand,
  DeleteVolumeCommand,
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVolumesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  TerminateInstancesCommand,
  type SecurityGroup,
} from '@aws-sdk/client-ec2';
import type { Found } from '../../domain/messages/listing.js';
import { allPages } from '../aws/paginate.js';
import { setting, type Finders, type Reach } from './finder.js';
import { inVpcs, resource } from './networks.js';

const noGroup = ['InvalidGroup.NotFound', 'InvalidSecurityGroupID.NotFound'] as const;

/** How security groups, their rules, machines and what machines leave behind are found. */
export const machineFinders: Finders<
  | 'aws_security_group'
  | 'aws_default_security_group'
  | 'aws_vpc_security_group_ingress_rule'
  | 'aws_vpc_security_group_egress_rule'
  | 'aws_instance'
  | 'aws_ebs_volume'
  | 'aws_network_interface'
  | 'aws_ebs_encryption_by_default'
> = {
  aws_security_group: {
    scope: 'region',
    list: (reach) => groupsAs(reach, 'aws_security_group', (name) => !isDefault(name)),
    remove: (reach, { id }) => ec2(reach).send(new DeleteSecurityGroupCommand({ GroupId: id })),
    gone: noGroup,
  },
  // It comes and goes with its network; Terraform only takes its rules away.
  aws_default_security_group: {
    scope: 'region',
    list: (reach) => groupsAs(reach, 'aws_default_security_group', isDefault),
  },
  aws_vpc_security_group_ingress_rule: {
    scope: 'region',
    list: (reach) => rules(reach, false),
    remove: (reach, { id, partOf }) =>
      ec2(reach).send(new RevokeSecurityGroupIngressCommand({ GroupId: partOf, SecurityGroupRuleIds: [id] })),
    gone: ['InvalidSecurityGroupRuleId.NotFound', ...noGroup],
  },
  aws_vpc_security_group_egress_rule: {
    scope: 'region',
    list: (reach) => rules(reach, true),
    remove: (reach, { id, partOf }) =>
      ec2(reach).send(new RevokeSecurityGroupEgressCommand({ GroupId: partOf, SecurityGroupRuleIds: [id] })),
    gone: ['InvalidSecurityGroupRuleId.NotFound', ...noGroup],
  },
  aws_instance: {
    scope: 'region',
    async list(reach) {
      const reservations = await allPages(async (NextToken) => {
        const answer = await ec2(reach).send(new DescribeInstancesCommand({ NextToken }));
        return { items: answer.Reservations ?? [], next: answer.NextToken };
      });
      const machines = reservations.flatMap(({ Instances = [] }) => Instances);
      // One that is gone is shown for an hour.
      return machines
        .filter(({ State }) => State?.Name !== 'terminated')
        .map(({ InstanceId, Tags, State }) => ({
          ...resource('aws_instance', InstanceId, Tags),
          ...(State?.Name === 'shutting-down' && { ending: State.Name }),
        }));
    },
    remove: (reach, { id }) => ec2(reach).send(new TerminateInstancesCommand({ InstanceIds: [id] })),
    gone: ['InvalidInstanceID.NotFound'],
  },
  aws_ebs_volume: {
    scope: 'region',
    async list(reach) {
      const volumes = await allPages(async (NextToken) => {
        const answer = await ec2(reach).send(new DescribeVolumesCommand({ NextToken }));
        return { items: answer.Volumes ?? [], next: answer.NextToken };
      });
      return volumes.map(({ VolumeId, Tags, State }) => ({
        ...resource('aws_ebs_volume', VolumeId, Tags),
        ...(State === 'deleting' && { ending: State }),
      }));
    },
    remove: (reach, { id }) => ec2(reach).send(new DeleteVolumeCommand({ VolumeId: id })),
    gone: ['InvalidVolume.NotFound'],
  },
  aws_network_interface: {
    scope: 'region',
    async list(reach) {
      const interfaces = await allPages(async (NextToken) => {
        const answer = await ec2(reach).send(new DescribeNetworkInterfacesCommand({ NextToken }));
        return { items: answer.NetworkInterfaces ?? [], next: answer.NextToken };
      });
      return interfaces.map(({ NetworkInterfaceId, TagSet, RequesterManaged, RequesterId }) => ({
        ...resource('aws_network_interface', NetworkInterfaceId, TagSet),
        // A service made it for something of ours, and takes it away some minutes after that has gone.
        ...(RequesterManaged === true && { ending: `kept by ${RequesterId ?? 'a service of AWS'}` }),
      }));
    },
    remove: (reach, { id }) => ec2(reach).send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: id })),
    gone: ['InvalidNetworkInterfaceID.NotFound'],
  },
  aws_ebs_encryption_by_default: setting('region'),
};

function groups(reach: Reach): Promise<SecurityGroup[]> {
  return reach.once('security groups', () =>
    allPages(async (NextToken) => {
      const answer = await ec2(reach).send(new DescribeSecurityGroupsCommand({ NextToken }));
      return { items: answer.SecurityGroups ?? [], next: answer.NextToken };
    }),
  );
}

async function groupsAs(
  reach: Reach,
  type: 'aws_security_group' | 'aws_default_security_group',
  wanted: (name: string) => boolean,
): Promise<Found[]> {
  const all = await groups(reach);
  return inVpcs(
    reach,
    all
      .filter(({ GroupName = '' }) => wanted(GroupName))
      .map(({ GroupId, GroupName = '', VpcId, Tags }) => [
        { ...resource(type, GroupId, Tags), name: GroupName },
        VpcId,
      ]),
    { born: type === 'aws_default_security_group' },
  );
}

/** The group that a network is born with. */
function isDefault(name: string): boolean {
  return name === 'default';
}

/** Lists rules. They are told by their group, because a rule that was added by hand has no tags of its own. */
async function rules(reach: Reach, outward: boolean): Promise<Found[]> {
  const type = outward ? 'aws_vpc_security_group_egress_rule' : 'aws_vpc_security_group_ingress_rule';
  const all = await reach.once('security group rules', () =>
    allPages(async (NextToken) => {
      const answer = await ec2(reach).send(new DescribeSecurityGroupRulesCommand({ NextToken }));
      return { items: answer.SecurityGroupRules ?? [], next: answer.NextToken };
    }),
  );
  const owners = await Promise.all([
    groupsAs(reach, 'aws_security_group', (name) => !isDefault(name)),
    groupsAs(reach, 'aws_default_security_group', isDefault),
  ]);
  const byId = new Map(owners.flat().map((group) => [group.id, group]));
  return all
    .filter(({ IsEgress = false }) => IsEgress === outward)
    .map(({ SecurityGroupRuleId, GroupId = '' }) => {
      const { tags = {}, builtIn } = byId.get(GroupId) ?? {};
      return { ...resource(type, SecurityGroupRuleId), tags, partOf: GroupId, ...(builtIn === true && { builtIn }) };
    });
}

function ec2({ aws, place }: Reach) {
  return aws.ec2(place);
}

import { AwsError, type SecurityGroupAuthority } from '../gateway/contract.js';
import type { Moto } from '../gateway/moto.js';
import { ec2Items } from './ec2-items.js';

const cacheMs = 1_000;

interface Rule {
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  readonly cidrs: readonly string[];
  /** Ids of groups whose members are let in. */
  readonly groupIds: readonly string[];
}

interface Group {
  readonly id: string;
  readonly name: string;
  readonly ingress: readonly Rule[];
}

/** Tells from which addresses connections come that belong to a group, by the group's name. */
export type MembersOf = (groupName: string) => readonly string[];

/** Reads the security groups that moto keeps for EC2; a changed rule counts within a second. */
export class SecurityGroups implements SecurityGroupAuthority {
  private readonly cache = new Map<string, { until: number; groups: Promise<readonly Group[]> }>();

  constructor(
    private readonly moto: Moto,
    private readonly membersOf: MembersOf,
  ) {}

  async ingress(accountId: string, region: string, groupIds: readonly string[], port: number): Promise<string[]> {
    const groups = await this.groups(accountId, region);
    return groupIds.flatMap((id) => {
      const group = groups.find((candidate) => candidate.id === id);
      if (group === undefined) throw missing(id);
      const rules = group.ingress.filter((rule) => admits(rule, port));
      return rules.flatMap(({ cidrs, groupIds: members }) => [...cidrs, ...this.addresses(groups, members)]);
    });
  }

  private addresses(groups: readonly Group[], ids: readonly string[]): string[] {
    const named = groups.filter(({ id }) => ids.includes(id));
    return named.flatMap(({ name }) => this.membersOf(name)).map((address) => `${address}/32`);
  }

  async defaultGroup(accountId: string, region: string): Promise<string> {
    return await this.idOf(accountId, region, 'default');
  }

  /** Finds a group by its name. */
  async idOf(accountId: string, region: string, name: string): Promise<string> {
    const groups = await this.groups(accountId, region);
    const found = groups.find((group) => group.name === name);
    if (found === undefined) throw missing(name);
    return found.id;
  }

  private async groups(accountId: string, region: string): Promise<readonly Group[]> {
    const key = `${accountId}/${region}`;
    const known = this.cache.get(key);
    if (known !== undefined && Date.now() < known.until) return await known.groups;
    const groups = this.read(accountId, region);
    this.cache.set(key, { until: Date.now() + cacheMs, groups });
    groups.catch(() => this.cache.delete(key));
    return await groups;
  }

  private async read(accountId: string, region: string): Promise<readonly Group[]> {
    const answer = await this.moto.query('ec2', 'DescribeSecurityGroups', { accountId, region }, {});
    const response = answer.DescribeSecurityGroupsResponse as Readonly<Record<string, unknown>> | undefined;
    return ec2Items(response?.securityGroupInfo).map((group) => ({
      id: String(group.groupId),
      name: String(group.groupName),
      ingress: ec2Items(group.ipPermissions).map((rule) => ({
        protocol: String(rule.ipProtocol),
        from: Number(rule.fromPort ?? 0),
        to: Number(rule.toPort ?? 65_535),
        cidrs: ec2Items(rule.ipRanges).map((range) => String(range.cidrIp)),
        groupIds: ec2Items(rule.groups).map(({ groupId }) => String(groupId)),
      })),
    }));
  }
}

function admits(rule: Rule, port: number): boolean {
  return rule.protocol === '-1' || (rule.protocol === 'tcp' && rule.from <= port && port <= rule.to);
}

function missing(groupId: string): AwsError {
  return new AwsError('InvalidParameterValue', `Invalid security group, groupId=${groupId}, groupName=.`);
}

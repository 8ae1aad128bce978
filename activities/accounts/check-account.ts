import { DescribeSecurityGroupsCommand, type SecurityGroup } from '@aws-sdk/client-ec2';
import { ListHostedZonesByNameCommand, ListResourceRecordSetsCommand } from '@aws-sdk/client-route-53';
import { BacklotError } from '../../domain/errors.js';
import type { CheckAccountInput } from '../../domain/messages/spawn.js';
import type { Place } from '../../domain/messages/slices.js';
import { tagKeys } from '../../domain/tags.js';
import { allPages } from '../aws/paginate.js';
import type { ActivityDependencies } from '../dependencies.js';

/** What a check found: nothing wrong, or words that say what. */
type Finding = string | undefined;

/** Activities that look whether an account is as its stacks should have left it. */
export function createAccountCheckActivities({ aws }: Pick<ActivityDependencies, 'aws'>) {
  return {
    /**
     * Checks an account as the role that later works in it: it lets that role in, its zone is there once and has name
     * servers, and the default security group of each of its networks lets nothing in or out.
     *
     * @throws `HealthCheckFailed` with everything that is wrong.
     */
    async checkAccount({ environment, zone, places }: CheckAccountInput): Promise<{ checks: readonly string[] }> {
      const [first] = places;
      if (first === undefined) throw new BacklotError('InvalidInput', `${environment} has no region. Add one.`);
      const findings = await Promise.all([
        checkZone(first, zone),
        ...places.map((place) => checkDefaultGroups(environment, place)),
      ]);
      const wrong = findings.filter((finding) => finding !== undefined);
      if (wrong.length > 0) {
        throw new BacklotError(
          'HealthCheckFailed',
          `Account ${first.account} of ${environment} is not as it should be: ${wrong.join('; ')}. ` +
            'Look at its stacks, and try the step again.',
        );
      }
      return { checks: [`zone ${zone.name}`, ...places.map(({ region }) => `default groups in ${region}`)] };
    },
  };

  async function checkZone(place: Place, { name, visibility }: CheckAccountInput['zone']): Promise<Finding> {
    const { HostedZones = [] } = await aws
      .route53(place)
      .send(new ListHostedZonesByNameCommand({ DNSName: `${name}.` }));
    const zones = HostedZones.filter(
      (zone) => zone.Name === `${name}.` && (zone.Config?.PrivateZone ?? false) === (visibility === 'private'),
    );
    const [zone] = zones;
    if (zone?.Id === undefined || zones.length > 1) return `it has ${zones.length} ${visibility} zones named ${name}`;
    // Every zone has these two from birth; a zone that does not answer with them answers nothing.
    const { ResourceRecordSets = [] } = await aws
      .route53(place)
      .send(new ListResourceRecordSetsCommand({ HostedZoneId: zone.Id, MaxItems: 10 }));
    const types = ResourceRecordSets.filter(({ Name }) => Name === `${name}.`).map(({ Type }) => Type);
    const missing = (['NS', 'SOA'] as const).filter((type) => !types.includes(type));
    return missing.length === 0 ? undefined : `zone ${name} has no ${missing.join(' and no ')} record`;
  }

  async function checkDefaultGroups(environment: string, place: Place): Promise<Finding> {
    const groups = await allPages<SecurityGroup>(async (NextToken) => {
      const Filters = [
        { Name: 'group-name', Values: ['default'] },
        { Name: `tag:${tagKeys.environment}`, Values: [environment] },
      ];
      const answer = await aws.ec2(place).send(new DescribeSecurityGroupsCommand({ Filters, NextToken }));
      return { items: answer.SecurityGroups ?? [], next: answer.NextToken };
    });
    const open = groups.filter(
      ({ IpPermissions = [], IpPermissionsEgress = [] }) => IpPermissions.length + IpPermissionsEgress.length > 0,
    );
    if (open.length === 0) return undefined;
    return `the default security group ${open.map(({ GroupId }) => GroupId ?? '').join(', ')} in ${place.region} is open`;
  }
}

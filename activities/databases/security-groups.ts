import { DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import { BacklotError } from '../../domain/errors.js';
import type { Place } from '../../domain/messages/slices.js';
import type { AwsAccess } from '../aws/access.js';

/**
 * Looks up a security group by its well-known name.
 *
 * @throws {BacklotError} `NotFound` unless there is exactly one.
 */
export async function securityGroupId(aws: AwsAccess, place: Place, name: string): Promise<string> {
  const answer = await aws
    .ec2(place)
    .send(new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-name', Values: [name] }] }));
  const ids = (answer.SecurityGroups ?? []).flatMap(({ GroupId }) => (GroupId === undefined ? [] : [GroupId]));
  if (ids.length === 1 && ids[0] !== undefined) return ids[0];
  throw new BacklotError(
    'NotFound',
    `Account ${place.account} has ${ids.length} security groups named ${name} in ${place.region}; exactly one is ` +
      'needed. Deploy its blueprint.',
  );
}

import { DescribeDBParameterGroupsCommand, type DBParameterGroup } from '@aws-sdk/client-rds';
import type { Place } from '../../domain/messages/slices.js';
import type { AwsAccess } from '../aws/access.js';
import { allPages } from '../aws/paginate.js';

/** Lists the parameter groups of one place, but for AWS's own. */
export async function listParameterGroups(aws: AwsAccess, place: Place): Promise<DBParameterGroup[]> {
  const groups = await allPages<DBParameterGroup>(async (marker) => {
    const answer = await aws
      .rds(place)
      .send(new DescribeDBParameterGroupsCommand(marker === undefined ? {} : { Marker: marker }));
    return { items: answer.DBParameterGroups ?? [], next: answer.Marker };
  });
  return groups.filter(({ DBParameterGroupName: name = '' }) => !name.startsWith('default.'));
}

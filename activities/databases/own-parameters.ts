import { DescribeDBParametersCommand, type Parameter } from '@aws-sdk/client-rds';
import type { Place } from '../../domain/messages/slices.js';
import type { DatabaseParameter } from '../../domain/parameters.js';
import type { AwsAccess } from '../aws/access.js';
import { allPages } from '../aws/paginate.js';

/** Lists the parameters that a group sets itself; those at their defaults are left out. */
export async function ownParameters(aws: AwsAccess, place: Place, group: string): Promise<DatabaseParameter[]> {
  const parameters = await allPages<Parameter>(async (marker) => {
    const answer = await aws.rds(place).send(
      new DescribeDBParametersCommand({
        DBParameterGroupName: group,
        Source: 'user',
        ...(marker === undefined ? {} : { Marker: marker }),
      }),
    );
    return { items: answer.Parameters ?? [], next: answer.Marker };
  });
  return parameters.flatMap(({ ParameterName: name, ParameterValue: value }) =>
    name === undefined || value === undefined ? [] : [{ name, value }],
  );
}

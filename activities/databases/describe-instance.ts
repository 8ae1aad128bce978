import { DescribeDBInstancesCommand, type DBInstance } from '@aws-sdk/client-rds';
import { BacklotError } from '../../domain/errors.js';
import type { InstanceAt, InstanceInfo } from '../../domain/messages/databases.js';
import type { Place } from '../../domain/messages/slices.js';
import type { AwsAccess } from '../aws/access.js';
import { isNotFound } from '../aws/error-names.js';
import { allPages } from '../aws/paginate.js';

/** Finds an instance by its name in one place; `undefined` when there is none. */
export async function describeInstance(
  aws: AwsAccess,
  { place, instance }: InstanceAt,
): Promise<DBInstance | undefined> {
  try {
    const answer = await aws.rds(place).send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: instance }));
    return answer.DBInstances?.[0];
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Lists all instances of one place. */
export async function listInstances(aws: AwsAccess, place: Place): Promise<DBInstance[]> {
  return allPages(async (marker) => {
    const answer = await aws
      .rds(place)
      .send(new DescribeDBInstancesCommand({ ...(marker === undefined ? {} : { Marker: marker }) }));
    return { items: answer.DBInstances ?? [], next: answer.Marker };
  });
}

/** Reads what the workflows need to know of an available instance. */
export function instanceInfo(found: DBInstance): InstanceInfo {
  const {
    DBInstanceIdentifier: instance,
    DbiResourceId: resourceId,
    Endpoint: endpoint,
    MasterUsername: masterUser,
  } = found;
  if (
    instance === undefined ||
    resourceId === undefined ||
    masterUser === undefined ||
    endpoint?.Address === undefined
  ) {
    throw new BacklotError('CannotDecide', 'AWS described an instance without name, id or endpoint. Try again.');
  }
  return {
    instance,
    resourceId,
    endpoint: endpoint.Address,
    port: endpoint.Port ?? 5432,
    masterUser,
    engineVersion: found.EngineVersion ?? '',
    instanceClass: found.DBInstanceClass ?? '',
  };
}

import { DescribeDBSnapshotsCommand, type DBSnapshot } from '@aws-sdk/client-rds';
import { BacklotError } from '../../domain/errors.js';
import type { SnapshotAt, SnapshotInfo } from '../../domain/messages/databases.js';
import { tagKeys } from '../../domain/tags.js';
import type { AwsAccess } from '../aws/access.js';
import { isNotFound } from '../aws/error-names.js';
import { fromAwsTags } from '../aws/resource-tags.js';

/** Finds a snapshot by its name in one place; `undefined` when there is none. */
export async function describeSnapshot(aws: AwsAccess, { place, id }: SnapshotAt): Promise<DBSnapshot | undefined> {
  try {
    const answer = await aws.rds(place).send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: id }));
    return answer.DBSnapshots?.[0];
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Reads what the workflows need to know of an available snapshot. */
export function snapshotInfo(snapshot: DBSnapshot): SnapshotInfo {
  const { DBSnapshotIdentifier: id, DBSnapshotArn: arn, SnapshotCreateTime: created } = snapshot;
  if (id === undefined || arn === undefined || created === undefined) {
    throw new BacklotError('CannotDecide', 'AWS described a snapshot without name, ARN or time. Try again.');
  }
  return {
    id,
    arn,
    createdAt: created.toISOString(),
    dataTime: fromAwsTags(snapshot.TagList)[tagKeys.dataTime] ?? created.toISOString(),
    sizeGiB: snapshot.AllocatedStorage ?? 0,
    engineVersion: snapshot.EngineVersion ?? '',
  };
}

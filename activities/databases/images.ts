import { DescribeDBSnapshotsCommand, type DBSnapshot } from '@aws-sdk/client-rds';
import type { ImageRef } from '../../domain/messages/sanitize.js';
import type { DatabaseSlice, Place } from '../../domain/messages/slices.js';
import { tagKeys } from '../../domain/tags.js';
import { allPages } from '../aws/paginate.js';
import { fromAwsTags } from '../aws/resource-tags.js';
import type { AwsAccess } from '../aws/access.js';
import type { ActivityDependencies } from '../dependencies.js';

/** Which images are asked for. */
export interface FindImagesInput {
  readonly databases: readonly DatabaseSlice[];
}

/** Activities that find sanitised images in the clean room. */
export function createImageActivities({ aws }: ActivityDependencies) {
  return {
    /** Finds all finished images of the given databases, newest data first. */
    async findImages({ databases }: FindImagesInput): Promise<ImageRef[]> {
      const places = new Map(databases.map(({ cleanroom }) => [`${cleanroom.account} ${cleanroom.region}`, cleanroom]));
      const snapshots = await Promise.all([...places.values()].map((place) => listManualSnapshots(aws, place)));
      const wanted = new Set(databases.map(({ name }) => name));
      return snapshots
        .flat()
        .flatMap(imageOf)
        .filter(({ database }) => wanted.has(database))
        .toSorted((a, b) => b.dataTime.localeCompare(a.dataTime) || b.createdAt.localeCompare(a.createdAt));
    },
  };
}

/** Lists every manual snapshot of one place. */
export function listManualSnapshots(aws: AwsAccess, place: Place): Promise<DBSnapshot[]> {
  return allPages(async (marker) => {
    const answer = await aws.rds(place).send(
      new DescribeDBSnapshotsCommand({
        SnapshotType: 'manual',
        ...(marker === undefined ? {} : { Marker: marker }),
      }),
    );
    return { items: answer.DBSnapshots ?? [], next: answer.Marker };
  });
}

/** Reads an image from its snapshot; none when it is something else, unfinished, or without report and statement. */
export function imageOf(snapshot: DBSnapshot): ImageRef[] {
  const tags = fromAwsTags(snapshot.TagList);
  const database = tags[tagKeys.database];
  const reportKey = tags[tagKeys.report];
  const statement = tags[tagKeys.statement];
  const { DBSnapshotIdentifier: snapshotId, DBSnapshotArn: snapshotArn, SnapshotCreateTime: created } = snapshot;
  if (tags[tagKeys.kind] !== 'image' || snapshot.Status !== 'available') return [];
  if (reportKey === undefined || statement === undefined) return [];
  if (database === undefined || snapshotId === undefined || snapshotArn === undefined || created === undefined)
    return [];
  return [
    {
      database,
      snapshotId,
      snapshotArn,
      dataTime: tags[tagKeys.dataTime] ?? created.toISOString(),
      createdAt: created.toISOString(),
      rulesDigest: tags[tagKeys.rules] ?? '',
      epoch: tags[tagKeys.epoch] ?? '',
      reportKey,
      statement,
      sizeGiB: snapshot.AllocatedStorage ?? 0,
      engineVersion: snapshot.EngineVersion ?? '',
    },
  ];
}

import {
  DescribeDBSnapshotsCommand,
  RestoreDBInstanceToPointInTimeCommand,
  type DBInstance,
} from '@aws-sdk/client-rds';
import { BacklotError } from '../../domain/errors.js';
import type { SnapshotInfo } from '../../domain/messages/databases.js';
import type { DatabaseSlice } from '../../domain/messages/slices.js';
import { sourceQuarantineGroup, wellKnown } from '../../domain/names.js';
import type { Tags } from '../../domain/tags.js';
import { allPages } from '../aws/paginate.js';
import { fromAwsTags, requireOurs, toAwsTags } from '../aws/resource-tags.js';
import type { ActivityDependencies } from '../dependencies.js';
import { describeInstance } from './describe-instance.js';
import { snapshotInfo } from './describe-snapshot.js';
import { securityGroupId } from './security-groups.js';
import { createTurns } from './turns.js';

/** Activities that look at production's own instances and backups, under the source role. */
export function createSourceActivities(dependencies: ActivityDependencies) {
  const { aws } = dependencies;
  const turns = createTurns(dependencies);

  return {
    /** Finds the newest automated snapshot of the source. */
    async findAutomatedSnapshot({ source }: DatabaseSlice): Promise<SnapshotInfo> {
      const snapshots = await allPages(async (marker) => {
        const answer = await aws.rds(source.place).send(
          new DescribeDBSnapshotsCommand({
            DBInstanceIdentifier: source.instance,
            SnapshotType: 'automated',
            ...(marker === undefined ? {} : { Marker: marker }),
          }),
        );
        return { items: answer.DBSnapshots ?? [], next: answer.Marker };
      });
      const newest = snapshots
        .filter(({ Status }) => Status === 'available')
        .map(snapshotInfo)
        .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))[0];
      if (newest !== undefined) return newest;
      throw new BacklotError(
        'NotFound',
        `Production instance ${source.instance} has no automated snapshot in ${source.place.region}. ` +
          'Switch its backups on, or set snapshot: fresh in the database file.',
      );
    },

    /**
     * Checks that a fresh snapshot does not stop production: it suspends the I/O of a single-zone instance.
     *
     * @throws `GuardRefused` unless the instance spans zones or the database file allows it.
     */
    async checkFreshSnapshot({ source }: DatabaseSlice): Promise<void> {
      const instance = await sourceInstance({ source });
      if (instance.MultiAZ === true || source.allowSingleAz) return;
      throw new BacklotError(
        'GuardRefused',
        `A fresh snapshot would suspend the I/O of ${source.instance}, which has one zone only. ` +
          'Use snapshot: latest-automated, or set allowSingleAz: true in the database file.',
      );
    },

    /** Starts a temporary instance of the source's past beside it, in quarantine; adopts one that an earlier attempt made. */
    async restorePointInTime(input: { database: DatabaseSlice; instance: string; tags: Tags }): Promise<void> {
      const { database, instance, tags } = input;
      const { source } = database;
      const known = await describeInstance(aws, { place: source.place, instance });
      if (known !== undefined) return requireOurs(`Instance ${instance}`, fromAwsTags(known.TagList), tags);
      const { EngineVersion: version = '' } = await sourceInstance(database);
      const securityGroup = await securityGroupId(aws, source.place, wellKnown.quarantineSecurityGroup);
      await turns.make(source.place, 'DBInstances', () =>
        aws.rds(source.place).send(
          new RestoreDBInstanceToPointInTimeCommand({
            SourceDBInstanceIdentifier: source.instance,
            TargetDBInstanceIdentifier: instance,
            // It is as raw as a clone in the clean room: reachable by nobody, and nothing of production's runs in it.
            DBParameterGroupName: sourceQuarantineGroup(version),
            DBSubnetGroupName: wellKnown.subnetGroup,
            VpcSecurityGroupIds: [securityGroup],
            PubliclyAccessible: false,
            BackupRetentionPeriod: 0,
            CopyTagsToSnapshot: false,
            DeletionProtection: false,
            Tags: toAwsTags(tags),
            ...(source.at === undefined ? { UseLatestRestorableTime: true } : { RestoreTime: new Date(source.at) }),
          }),
        ),
      );
    },
  };
  async function sourceInstance({ source }: Pick<DatabaseSlice, 'source'>): Promise<DBInstance> {
    const instance = await describeInstance(aws, { place: source.place, instance: source.instance });
    if (instance !== undefined) return instance;
    throw new BacklotError(
      'NotFound',
      `Production instance ${source.instance} was not found in ${source.place.region}. Correct the database file.`,
    );
  }
}

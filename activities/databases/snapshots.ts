import {
  AddTagsToResourceCommand,
  CopyDBSnapshotCommand,
  CreateDBSnapshotCommand,
  DeleteDBSnapshotCommand,
  DescribeDBSnapshotAttributesCommand,
  ModifyDBSnapshotAttributeCommand,
} from '@aws-sdk/client-rds';
import { BacklotError } from '../../domain/errors.js';
import type { CopyInput, ShareInput, SnapshotAt, SnapshotInfo, TakeInput } from '../../domain/messages/databases.js';
import type { Tags } from '../../domain/tags.js';
import { isNotFound } from '../aws/error-names.js';
import { fromAwsTags, requireOurs, toAwsTags } from '../aws/resource-tags.js';
import type { ActivityDependencies } from '../dependencies.js';
import { NotReadyError } from '../edge/not-ready.js';
import { deleteUnlessGone } from './delete-unless-gone.js';
import { describeSnapshot, snapshotInfo } from './describe-snapshot.js';
import { notSeen, onceSeen } from './not-seen-yet.js';
import { createTurns } from './turns.js';

const mostShares = 20;

/** Activities that take, copy, share and delete snapshots. Each looks before it acts, so each may run twice. */
export function createSnapshotActivities(dependencies: Pick<ActivityDependencies, 'aws' | 'timings' | 'limits'>) {
  const { aws, timings } = dependencies;
  const turns = createTurns(dependencies);

  return {
    /** Takes a snapshot of an instance; adopts the one that an earlier attempt took. */
    async takeSnapshot({ place, id, instance, tags }: TakeInput): Promise<void> {
      const known = await describeSnapshot(aws, { place, id });
      if (known !== undefined) return requireOurs(`Snapshot ${id}`, fromAwsTags(known.TagList), tags);
      await turns.make(place, 'ManualSnapshots', () =>
        aws.rds(place).send(
          new CreateDBSnapshotCommand({
            DBSnapshotIdentifier: id,
            DBInstanceIdentifier: instance,
            Tags: toAwsTags(tags),
          }),
        ),
      );
    },

    /**
     * Starts a copy of a snapshot under a key of the target's account; adopts one that runs or is done.
     *
     * @throws `NotReady` while as many copies are in progress there as the fleet allows.
     */
    async copySnapshot({ source, to, key, tags }: CopyInput): Promise<void> {
      const known = await describeSnapshot(aws, to);
      if (known !== undefined && known.Status !== 'failed') {
        return requireOurs(`Snapshot ${to.id}`, fromAwsTags(known.TagList), tags);
      }
      if (known !== undefined) {
        requireOurs(`Snapshot ${to.id}`, fromAwsTags(known.TagList), tags);
        await aws.rds(to.place).send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: to.id }));
      }
      const copy = new CopyDBSnapshotCommand({
        SourceDBSnapshotIdentifier: source.arn,
        TargetDBSnapshotIdentifier: to.id,
        KmsKeyId: key,
        CopyTags: false,
        Tags: toAwsTags(tags),
        ...(source.region === to.place.region ? {} : { SourceRegion: source.region }),
      });
      await turns.copy(to.place, () =>
        onceSeen(`What ${to.id} is copied from`, timings.snapshotPollMs, () => aws.rds(to.place).send(copy)),
      );
    },

    /**
     * Looks once whether a snapshot is available.
     *
     * @throws `NotReady` with its progress while it is being made; `ResourceFailed` when it cannot become available.
     */
    async awaitSnapshot({ place, id }: SnapshotAt): Promise<SnapshotInfo> {
      const snapshot = await describeSnapshot(aws, { place, id });
      if (snapshot === undefined) throw notSeen(`Snapshot ${id}`, timings.snapshotPollMs);
      if (snapshot.Status === 'available') return snapshotInfo(snapshot);
      if (snapshot.Status === 'failed' || snapshot.Status === 'deleting') {
        throw new BacklotError(
          'ResourceFailed',
          `Snapshot ${id} is ${snapshot.Status} and will not become available. Look at its events in RDS; start again.`,
        );
      }
      throw new NotReadyError(
        `${id} is ${snapshot.Status} at ${snapshot.PercentProgress ?? 0} %`,
        timings.snapshotPollMs,
      );
    },

    /**
     * Lets one other account copy a snapshot.
     *
     * @throws `NotReady` while it is shared with as many accounts as AWS allows: each has it for as long as it copies.
     */
    async shareSnapshot({ place, id, account }: ShareInput): Promise<void> {
      const shared = await sharedWith({ place, id });
      if (shared.includes(account)) return;
      if (shared.length >= mostShares) {
        throw new NotReadyError(`${id} is shared with ${shared.length} accounts already`, timings.snapshotPollMs);
      }
      await changeShare({ place, id }, { ValuesToAdd: [account] });
    },

    /** Takes the permission back; a snapshot that is gone needs nothing. */
    async unshareSnapshot({ place, id, account }: ShareInput): Promise<void> {
      try {
        if (!(await sharedWith({ place, id })).includes(account)) return;
        await changeShare({ place, id }, { ValuesToRemove: [account] });
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },

    /** Adds tags to a snapshot of ours. */
    async tagSnapshot({ place, id, tags }: SnapshotAt & { tags: Tags }): Promise<void> {
      const snapshot = await describeSnapshot(aws, { place, id });
      if (snapshot?.DBSnapshotArn === undefined) {
        throw new BacklotError('NotFound', `Snapshot ${id} is gone, so it was not tagged. Start again.`);
      }
      await aws
        .rds(place)
        .send(new AddTagsToResourceCommand({ ResourceName: snapshot.DBSnapshotArn, Tags: toAwsTags(tags) }));
    },

    /** Deletes a snapshot of ours; one that is gone needs nothing. */
    async deleteSnapshot({ place, id, tags }: SnapshotAt & { tags: Tags }): Promise<void> {
      const snapshot = await describeSnapshot(aws, { place, id });
      if (snapshot === undefined || snapshot.Status === 'deleting') return;
      requireOurs(`Snapshot ${id}`, fromAwsTags(snapshot.TagList), tags);
      if (snapshot.Status === 'creating' || snapshot.Status === 'copying') {
        throw new NotReadyError(
          `${id} is ${snapshot.Status}; it is deleted as soon as it is done`,
          timings.snapshotPollMs,
        );
      }
      const deletion = new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: id });
      const exists = async () => (await describeSnapshot(aws, { place, id })) !== undefined;
      await deleteUnlessGone(() => aws.rds(place).send(deletion), exists);
    },
  };

  async function sharedWith({ place, id }: SnapshotAt): Promise<readonly string[]> {
    const answer = await aws.rds(place).send(new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier: id }));
    const attributes = answer.DBSnapshotAttributesResult?.DBSnapshotAttributes ?? [];
    return attributes.find(({ AttributeName }) => AttributeName === 'restore')?.AttributeValues ?? [];
  }

  async function changeShare({ place, id }: SnapshotAt, change: { ValuesToAdd?: string[]; ValuesToRemove?: string[] }) {
    await aws
      .rds(place)
      .send(new ModifyDBSnapshotAttributeCommand({ DBSnapshotIdentifier: id, AttributeName: 'restore', ...change }));
  }
}

/** What they can do. */
export type SnapshotActivities = ReturnType<typeof createSnapshotActivities>;

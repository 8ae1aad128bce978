import type { CopyInput, SnapshotAt } from '../../domain/messages/databases.js';
import type { ImageRef } from '../../domain/messages/sanitize.js';
import type { SignedRef } from '../../domain/messages/scrub.js';
import type { Place } from '../../domain/messages/slices.js';
import { describeSnapshot } from '../databases/describe-snapshot.js';
import { imageOf } from '../databases/images.js';
import type { SnapshotActivities } from '../databases/snapshots.js';
import type { ActivityDependencies } from '../dependencies.js';
import { differencesOfCopy, differencesOfImage, differencesOfSnapshot } from './compare-statement.js';
import { readStatement, requireNone } from './read-statement.js';

/** An image in the clean room, as the publisher sees it. */
export interface ImageAt {
  readonly image: ImageRef;
  readonly publisher: Place;
}

/**
 * Activities by which verified data leaves the clean room. Each checks the signed statement against what RDS says now,
 * in the very attempt that acts on it: a check of an hour ago says nothing about the snapshot that has the name today.
 */
export function createVerifiedImageActivities(
  dependencies: Pick<ActivityDependencies, 'aws' | 'objects'>,
  snapshots: Pick<SnapshotActivities, 'copySnapshot' | 'shareSnapshot'>,
) {
  const { aws } = dependencies;

  return {
    /**
     * Starts the copy of a verified snapshot under the image key; adopts one that runs or is done.
     *
     * @throws `StatementInvalid` when the snapshot is not the one that was signed for.
     */
    async makeImage({ snapshotId, signed, copy }: MakeImageInput): Promise<void> {
      const { place } = copy.to;
      const subject = `Making image ${copy.to.id} of ${snapshotId}`;
      const statement = await readStatement(dependencies, place, signed, subject);
      const found = await describeSnapshot(aws, { place, id: snapshotId });
      requireNone(subject, [
        ...differencesOfSnapshot(statement, found, Date.now()),
        ...(copy.source.arn === statement.snapshot.arn ? [] : ['it would be a copy of another snapshot']),
      ]);
      await snapshots.copySnapshot(copy);
    },

    /**
     * Checks an image before anything is begun with it.
     *
     * @throws `StatementInvalid` when it is not what was verified.
     */
    async checkImage(input: ImageAt): Promise<void> {
      await requireGenuine(input, `Using image ${input.image.snapshotId}`);
    },

    /**
     * Lets one environment copy an image, if it is what was verified.
     *
     * @throws `StatementInvalid` when it is not; nothing is shared then.
     */
    async shareImage({ account, ...input }: ImageAt & { account: string }): Promise<void> {
      const { image, publisher } = input;
      await requireGenuine(input, `Sharing image ${image.snapshotId} with ${account}`);
      await snapshots.shareSnapshot({ place: publisher, id: image.snapshotId, account });
    },

    /**
     * Checks that an environment's copy is one of the image, before it is restored.
     *
     * @throws `StatementInvalid` when it is a copy of anything else.
     */
    async checkCopy({ image, publisher, copy }: ImageAt & { copy: SnapshotAt }): Promise<void> {
      const subject = `Restoring ${copy.id}, a copy of image ${image.snapshotId},`;
      const statement = await readStatement(dependencies, publisher, image, subject);
      requireNone(subject, differencesOfCopy(statement, await describeSnapshot(aws, copy), Date.now()));
    },
  };

  async function requireGenuine({ image, publisher }: ImageAt, subject: string): Promise<void> {
    const statement = await readStatement(dependencies, publisher, image, subject);
    const snapshot = await describeSnapshot(aws, { place: publisher, id: image.snapshotId });
    const actual = snapshot === undefined ? undefined : imageOf(snapshot)[0];
    const found = snapshot === undefined || actual === undefined ? undefined : { snapshot, image: actual };
    requireNone(subject, differencesOfImage(statement, image, found, Date.now()));
  }
}

/** A verified snapshot that is to become an image. */
export interface MakeImageInput {
  readonly snapshotId: string;
  readonly signed: SignedRef;
  readonly copy: CopyInput;
}

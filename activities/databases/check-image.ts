import { DescribeDBSnapshotsCommand } from '@aws-sdk/client-rds';
import { BacklotError } from '../../domain/errors.js';
import type { ImageRef } from '../../domain/messages/sanitize.js';
import type { Place } from '../../domain/messages/slices.js';
import type { ActivityDependencies } from '../dependencies.js';
import { imageReportSchema } from '../scrub/image-report.js';
import { imageOf } from './images.js';

/** Activities that check an image before it is shared. */
export function createImageCheckActivities({ aws, objects }: ActivityDependencies) {
  return {
    /**
     * Checks that an image is what its verification report speaks of, before its first and before every share.
     *
     * @throws `VerificationFailed` when there is no report, it did not pass, or it is about something else.
     */
    async checkImage({ image, place }: { image: ImageRef; place: Place }): Promise<void> {
      const answer = await aws
        .rds(place)
        .send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: image.snapshotId }));
      const [found] = (answer.DBSnapshots ?? []).flatMap(imageOf);
      const report = imageReportSchema.safeParse(await objects.getJson(image.reportKey));
      const problems = [
        found === undefined && 'the image has no finished snapshot',
        found !== undefined && found.createdAt !== image.createdAt && 'the snapshot was made again under the same name',
        found !== undefined && found.reportKey !== image.reportKey && 'the snapshot names another report',
        !report.success && 'its verification report is missing or unreadable',
        report.success && !report.data.passed && 'its verification did not pass',
        report.success && report.data.database !== image.database && 'its report is about another database',
        report.success && report.data.rulesDigest !== image.rulesDigest && 'its report is about other rules',
        report.success && report.data.epoch !== image.epoch && 'its report is about another epoch',
      ].filter((problem) => problem !== false);
      if (problems.length === 0) return;
      throw new BacklotError(
        'VerificationFailed',
        `Image ${image.snapshotId} was not shared: ${problems.join('; ')}. Sanitise ${image.database} again.`,
      );
    },
  };
}

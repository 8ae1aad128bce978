import { workflowInfo } from '@temporalio/workflow';
import type { InstanceInfo } from '../../domain/messages/databases.js';
import type { ImageRef, SanitizeScope } from '../../domain/messages/sanitize.js';
import type { ScrubbedStatement } from '../../domain/messages/scrub.js';
import type { Place } from '../../domain/messages/slices.js';
import { pipelineName, wellKnown } from '../../domain/names.js';
import { tagsOf } from '../../domain/tags.js';
import { changes, turns, waits } from '../support/activities.js';
import type { Cleanup } from '../support/cleanup.js';
import type { Steps } from '../support/steps.js';
import { rawTags } from './raw-tags.js';

/**
 * Snapshots the verified instance and copies the snapshot under the image key. The image is born with its report's key
 * as a tag, so that an image without a verification cannot exist.
 */
export function publishImage(
  scope: SanitizeScope,
  { instance }: InstanceInfo,
  statement: ScrubbedStatement,
  dataTime: string,
  cleanup: Cleanup,
  progress: Steps,
): Promise<ImageRef> {
  const { database, operationId } = scope;
  const scrubbed = { place: database.cleanroom, id: pipelineName(database.name, operationId, 'scrubbed') };
  const scrubbedTags = rawTags(scope, 'scrubbed-snapshot');
  const publisher: Place = { ...database.cleanroom, role: 'BacklotPublish' };
  const image = { place: publisher, id: pipelineName(database.name, operationId, 'image') };
  const imageTags = tagsOf({
    kind: 'image',
    operation: operationId,
    workflow: scope.workflowId,
    namespace: workflowInfo().namespace,
    database: database.name,
    dataTime,
    rules: statement.rulesDigest,
    epoch: scope.epoch,
    report: statement.reportKey,
    destroyBy: scope.destroyImageBy,
  });

  return progress.run('image', async () => {
    cleanup.defer(`scrubbed snapshot ${scrubbed.id}`, () =>
      changes.deleteSnapshot({ ...scrubbed, tags: scrubbedTags }),
    );
    await turns.takeSnapshot({ ...scrubbed, instance, tags: scrubbedTags });
    const taken = await waits.awaitSnapshot(scrubbed);
    // A copy fails when its source goes, so an image that is not done yet goes first.
    const keepImage = cleanup.defer(`unfinished image ${image.id}`, () =>
      changes.deleteSnapshot({ ...image, tags: imageTags }),
    );
    await turns.copySnapshot({
      source: { arn: taken.arn, region: scrubbed.place.region },
      to: image,
      key: wellKnown.imageKey,
      tags: imageTags,
    });
    const available = await waits.awaitSnapshot(image);
    keepImage();
    return {
      database: database.name,
      snapshotId: available.id,
      snapshotArn: available.arn,
      dataTime,
      createdAt: available.createdAt,
      rulesDigest: statement.rulesDigest,
      epoch: scope.epoch,
      reportKey: statement.reportKey,
      sizeGiB: available.sizeGiB,
      engineVersion: available.engineVersion,
    };
  });
}

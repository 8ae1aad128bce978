import { workflowInfo } from '@temporalio/workflow';
import type { ImageRef, SanitizeScope } from '../../domain/messages/sanitize.js';
import type { VerifiedScrub } from '../../domain/messages/scrub.js';
import type { Place } from '../../domain/messages/slices.js';
import { pipelineName, wellKnown } from '../../domain/names.js';
import { tagsOf } from '../../domain/tags.js';
import { changes, turns, waits } from '../support/activities.js';
import type { Cleanup } from '../support/cleanup.js';
import type { Steps } from '../support/steps.js';
import type { ProvenSnapshot } from './prove-snapshot.js';

/**
 * Copies the signed snapshot under the image key. The image is born with its report and its statement as tags, so that
 * an image without a verification cannot exist.
 */
export function publishImage(
  scope: SanitizeScope,
  { snapshot, signed }: ProvenSnapshot,
  { rulesDigest }: VerifiedScrub,
  dataTime: string,
  cleanup: Cleanup,
  progress: Steps,
): Promise<ImageRef> {
  const { database, operationId } = scope;
  const publisher: Place = { ...database.cleanroom, role: 'BacklotPublish' };
  const image = { place: publisher, id: pipelineName(database.name, operationId, 'image') };
  const tags = tagsOf({
    kind: 'image',
    operation: operationId,
    workflow: scope.workflowId,
    namespace: workflowInfo().namespace,
    database: database.name,
    dataTime,
    rules: rulesDigest,
    epoch: scope.epoch,
    report: signed.reportKey,
    statement: signed.statement,
    destroyBy: scope.destroyImageBy,
  });

  return progress.run('image', async () => {
    // A copy fails when its source goes, so an image that is not done yet goes first.
    const keepImage = cleanup.defer(`unfinished image ${image.id}`, () => changes.deleteSnapshot({ ...image, tags }));
    await turns.makeImage({
      snapshotId: snapshot.id,
      signed,
      copy: {
        source: { arn: snapshot.arn, region: database.cleanroom.region },
        to: image,
        key: wellKnown.imageKey,
        tags,
      },
    });
    const available = await waits.awaitSnapshot(image);
    keepImage();
    return {
      database: database.name,
      snapshotId: available.id,
      snapshotArn: available.arn,
      dataTime,
      createdAt: available.createdAt,
      rulesDigest,
      epoch: scope.epoch,
      reportKey: signed.reportKey,
      statement: signed.statement,
      sizeGiB: available.sizeGiB,
      engineVersion: available.engineVersion,
    };
  });
}

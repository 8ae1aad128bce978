import type { SnapshotInfo } from '../../domain/messages/databases.js';
import type { SanitizeScope } from '../../domain/messages/sanitize.js';
import type { SignedRef } from '../../domain/messages/scrub.js';
import { pipelineName, wellKnown } from '../../domain/names.js';
import { changes, quarantineSql, reads, turns, waits } from '../support/activities.js';
import type { Cleanup } from '../support/cleanup.js';
import type { Steps } from '../support/steps.js';
import { rawTags } from './raw-tags.js';
import type { ClosedInstance } from './scrub-and-verify.js';

/** The snapshot of a verified instance, and the statement about it. */
export interface ProvenSnapshot {
  readonly snapshot: SnapshotInfo;
  readonly signed: SignedRef;
}

/**
 * Snapshots the verified instance, restores the snapshot once in quarantine to see that it holds what was verified, and
 * has the verifier sign for it. Without the signature it can become no image.
 */
export async function proveSnapshot(
  scope: SanitizeScope,
  { instance: verifiedInstance, verified, closed }: ClosedInstance,
  dataTime: string,
  { untilSigned, untilPublished }: Readonly<Record<'untilSigned' | 'untilPublished', Cleanup>>,
  progress: Steps,
): Promise<ProvenSnapshot> {
  const { database, operationId } = scope;
  const place = database.cleanroom;
  const sql = quarantineSql(place.region);
  const { instance, resourceId } = verifiedInstance;
  const scrubbed = { place, id: pipelineName(database.name, operationId, 'scrubbed') };
  const scrubbedTags = rawTags(scope, 'scrubbed-snapshot');

  const snapshot = await progress.run('snapshot', async () => {
    untilPublished.defer(`scrubbed snapshot ${scrubbed.id}`, () =>
      changes.deleteSnapshot({ ...scrubbed, tags: scrubbedTags }),
    );
    await turns.takeSnapshot({ ...scrubbed, instance, tags: scrubbedTags });
    const taken = await waits.awaitSnapshot(scrubbed);
    await sql.checkClosed({ scope, instance, resourceId, closed });
    return taken;
  });

  return progress.run('verify the snapshot', async () => {
    const restored = { place, instance: pipelineName(database.name, operationId, 'restored-quarantine') };
    const tags = rawTags(scope, 'quarantine');
    untilSigned.defer(`restored instance ${restored.instance}`, async () => {
      await changes.deleteInstance({ ...restored, tags });
      await waits.awaitInstanceGone(restored);
    });
    await changes.restoreInstance({
      ...restored,
      snapshotId: snapshot.id,
      // It is the verified instance once more, so it has its parameters, and its password came with the snapshot.
      parameterGroup: instance,
      securityGroup: wellKnown.quarantineSecurityGroup,
      tags,
    });
    const found = await waits.awaitInstance(restored);
    await reads.assertQuarantine({ ...restored, parameterGroup: instance });
    await sql.verifyRestored({
      scope,
      instance: found.instance,
      resourceId: found.resourceId,
      verifiedInstance: instance,
      verifiedResourceId: resourceId,
      verified,
    });
    const signed = await sql.signStatement({
      scope,
      snapshot,
      resourceId,
      restoredResourceId: found.resourceId,
      verified,
      closed,
      dataTime,
      imageId: pipelineName(database.name, operationId, 'image'),
    });
    return { snapshot, signed };
  });
}

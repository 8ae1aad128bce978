import type { SnapshotInfo } from '../../domain/messages/databases.js';
import type { SanitizeScope } from '../../domain/messages/sanitize.js';
import { pipelineName, wellKnown } from '../../domain/names.js';
import { changes, turns, waits } from '../support/activities.js';
import type { Cleanup } from '../support/cleanup.js';
import type { Steps } from '../support/steps.js';
import { rawTags } from './raw-tags.js';

/**
 * Copies a production snapshot under the share key, shares that copy with the clean room, and copies it there under
 * the raw key. Only our own copy is ever shared, and it is gone from production as soon as the clean room has its own.
 */
export async function bringToCleanroom(
  scope: SanitizeScope,
  source: SnapshotInfo,
  cleanup: Cleanup,
  progress: Steps,
): Promise<SnapshotInfo> {
  const { database, operationId } = scope;
  const production = database.source.place;
  const shared = { place: production, id: pipelineName(database.name, operationId, 'copy') };
  const sharedTags = rawTags(scope, 'source-copy');
  const share = { ...shared, account: database.cleanroom.account };
  const raw = { place: database.cleanroom, id: pipelineName(database.name, operationId, 'raw') };
  const rawCopyTags = rawTags(scope, 'raw-copy');

  const removeShared = async () => {
    await changes.unshareSnapshot(share);
    await changes.deleteSnapshot({ ...shared, tags: sharedTags });
  };

  const sharedIsGone = cleanup.defer(`production's copy ${shared.id}`, removeShared);
  const copy = await progress.run('copy under the share key', async () => {
    await turns.copySnapshot({
      source: { arn: source.arn, region: production.region },
      to: shared,
      key: wellKnown.shareKey,
      tags: sharedTags,
    });
    return waits.awaitSnapshot(shared);
  });

  cleanup.defer(`raw copy ${raw.id}`, () => changes.deleteSnapshot({ ...raw, tags: rawCopyTags }));
  return progress.run('copy to the clean room', async () => {
    await turns.shareSnapshot(share);
    await turns.copySnapshot({
      source: { arn: copy.arn, region: production.region },
      to: raw,
      key: wellKnown.rawKey,
      tags: rawCopyTags,
    });
    // The source of a copy must live until the copy is available; only then is it withdrawn.
    const available = await waits.awaitSnapshot(raw);
    await removeShared();
    sharedIsGone();
    return available;
  });
}

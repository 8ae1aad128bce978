import type { SnapshotInfo } from '../../domain/messages/databases.js';
import type { SanitizeScope } from '../../domain/messages/sanitize.js';
import { pipelineName } from '../../domain/names.js';
import { changes, reads, turns, waits } from '../support/activities.js';
import type { Cleanup } from '../support/cleanup.js';
import type { Steps } from '../support/steps.js';
import { rawTags } from './raw-tags.js';

/** Gets a snapshot of production as the database file asks: the newest backup, a fresh one, or a point in time. */
export function obtainSource(scope: SanitizeScope, cleanup: Cleanup, progress: Steps): Promise<SnapshotInfo> {
  return progress.run('production snapshot', () => {
    switch (scope.database.source.snapshot) {
      case 'latest-automated':
        return reads.findAutomatedSnapshot(scope.database);
      case 'fresh':
        return takeFresh(scope, cleanup);
      case 'point-in-time':
        return restorePast(scope, cleanup);
    }
  });
}

async function takeFresh(scope: SanitizeScope, cleanup: Cleanup): Promise<SnapshotInfo> {
  await reads.checkFreshSnapshot(scope.database);
  return takeOf(scope, scope.database.source.instance, cleanup);
}

async function restorePast(scope: SanitizeScope, cleanup: Cleanup): Promise<SnapshotInfo> {
  const { place } = scope.database.source;
  const instance = pipelineName(scope.database.name, scope.operationId, 'pit');
  const tags = rawTags(scope, 'source-instance');
  cleanup.defer(`temporary instance ${instance}`, async () => {
    await changes.deleteInstance({ place, instance, tags });
    await waits.awaitInstanceGone({ place, instance });
  });
  await turns.restorePointInTime({ database: scope.database, instance, tags });
  await waits.awaitInstance({ place, instance });
  return takeOf(scope, instance, cleanup);
}

async function takeOf(scope: SanitizeScope, instance: string, cleanup: Cleanup): Promise<SnapshotInfo> {
  const { place } = scope.database.source;
  const id = pipelineName(scope.database.name, scope.operationId, 'source');
  const tags = rawTags(scope, 'source-snapshot');
  cleanup.defer(`snapshot ${id}`, () => changes.deleteSnapshot({ place, id, tags }));
  await turns.takeSnapshot({ place, id, instance, tags });
  return waits.awaitSnapshot({ place, id });
}

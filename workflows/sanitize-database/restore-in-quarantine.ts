import type { InstanceInfo, SnapshotInfo } from '../../domain/messages/databases.js';
import type { SanitizeScope } from '../../domain/messages/sanitize.js';
import { pipelineName, wellKnown } from '../../domain/names.js';
import { changes, quarantineSql, reads, waits } from '../support/activities.js';
import type { Cleanup } from '../support/cleanup.js';
import type { Steps } from '../support/steps.js';
import { rawTags } from './raw-tags.js';

/**
 * Restores the raw copy where nobody but the scrubber can reach it and from where it can reach nobody, then takes
 * production's password away. The instance is checked before the first SQL is sent to it, which marks it as this run's.
 */
export function restoreInQuarantine(
  scope: SanitizeScope,
  raw: SnapshotInfo,
  cleanup: Cleanup,
  progress: Steps,
): Promise<InstanceInfo> {
  const { database, operationId } = scope;
  const place = database.cleanroom;
  const instance = pipelineName(database.name, operationId, 'quarantine');
  const tags = rawTags(scope, 'quarantine');

  cleanup.defer(`quarantined instance ${instance}`, async () => {
    await changes.deleteInstance({ place, instance, tags });
    await waits.awaitInstanceGone({ place, instance });
    await changes.deleteMasterSecret({ place, instance });
    await changes.deleteParameterGroup({ place, name: instance });
  });

  return progress.run('restore in quarantine', async () => {
    await changes.ensureParameterGroup({
      place,
      name: instance,
      source: database.source,
      purpose: 'quarantine',
      tags,
    });
    await changes.restoreInstance({
      place,
      instance,
      snapshotId: raw.id,
      parameterGroup: instance,
      securityGroup: wellKnown.quarantineSecurityGroup,
      tags,
    });
    await waits.awaitInstance({ place, instance });
    await changes.setMasterPassword({ place, instance, tags });
    const restored = await waits.awaitInstance({ place, instance });
    await reads.assertQuarantine({ place, instance, parameterGroup: instance });
    await quarantineSql(place.region).markQuarantine({ scope, instance, resourceId: restored.resourceId });
    return restored;
  });
}

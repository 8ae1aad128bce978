import type { InstanceInfo } from '../../domain/messages/databases.js';
import type { SanitizeScope } from '../../domain/messages/sanitize.js';
import type { ClosedState, VerifiedScrub } from '../../domain/messages/scrub.js';
import { quarantineSql } from '../support/activities.js';
import type { Steps } from '../support/steps.js';

/** A verified instance that nobody can write to any more. */
export interface ClosedInstance {
  readonly instance: InstanceInfo;
  readonly verified: VerifiedScrub;
  readonly closed: ClosedState;
}

/** Scrubs the quarantined database, closes it for writing, and verifies that nothing of production is left in it. */
export async function scrubAndVerify(
  scope: SanitizeScope,
  instance: InstanceInfo,
  progress: Steps,
): Promise<ClosedInstance> {
  const sql = quarantineSql(scope.database.cleanroom.region);
  const target = { scope, instance: instance.instance, resourceId: instance.resourceId };
  const sealed = await progress.run('scrub', () => sql.scrubInstance(target));
  return progress.run('verify', async () => {
    await sql.closeForWriting(target);
    const verified = await sql.verifyInstance({ ...target, sealed });
    return { instance, verified, closed: await sql.removeTraces(target) };
  });
}

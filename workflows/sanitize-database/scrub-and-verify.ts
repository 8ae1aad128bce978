import type { InstanceInfo } from '../../domain/messages/databases.js';
import type { SanitizeScope } from '../../domain/messages/sanitize.js';
import type { ScrubbedStatement } from '../../domain/messages/scrub.js';
import { quarantineSql } from '../support/activities.js';
import type { Steps } from '../support/steps.js';

/** Scrubs the quarantined database, closes it for writing, and verifies that nothing of production is left in it. */
export async function scrubAndVerify(
  scope: SanitizeScope,
  { instance, resourceId }: InstanceInfo,
  progress: Steps,
): Promise<ScrubbedStatement> {
  const sql = quarantineSql(scope.database.cleanroom.region);
  const target = { scope, instance, resourceId };
  const sealed = await progress.run('scrub', () => sql.scrubInstance(target));
  return progress.run('verify', async () => {
    await sql.closeForWriting(target);
    const statement = await sql.verifyInstance({ ...target, sealed });
    await sql.removeTraces(target);
    return statement;
  });
}

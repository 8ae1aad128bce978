import { BacklotError } from '../../domain/errors.js';
import type { RestoredAt } from '../../domain/messages/scrub.js';
import { compareRestored } from '../../scrub/engine.js';
import type { VerificationReport } from '../../scrub/verify/finding.js';
import type { ActivityDependencies } from '../dependencies.js';
import { withConnection } from '../sql/instance-login.js';
import { readUnchanged } from '../state/unchanged-json.js';
import { enterQuarantine } from './quarantine-access.js';
import { isMarked } from './run-mark.js';
import { guarded } from './scrub.js';

/** The activity that looks into a verified snapshot before anybody may have it. It runs in the clean room. */
export function createRestoredActivities(dependencies: Pick<ActivityDependencies, 'aws' | 'sql' | 'objects'>) {
  const { objects } = dependencies;

  return {
    /**
     * Compares an instance that was restored from the snapshot with what was verified, and stores what it found. May
     * run twice.
     *
     * @throws `VerificationFailed` when it differs in anything; `CannotDecide` when the report is not the signed one.
     */
    async verifyRestored(input: RestoredAt): Promise<void> {
      const { verified, verifiedInstance, verifiedResourceId } = input;
      const like = { instance: verifiedInstance, resourceId: verifiedResourceId };
      const { target, options, mark } = await enterQuarantine(dependencies, input, { like, marked: false });
      const signed = { key: verified.reportKey, digest: verified.reportDigest };
      const what = `The verification report of ${verifiedInstance}`;
      const report = (await readUnchanged(objects, signed, what)) as { verification: VerificationReport };
      const { passed, findings } = await guarded('Comparing', input, () =>
        compareRestored(target, options, report.verification),
      );
      const marked = await guarded('Comparing', input, () =>
        withConnection(target, 'postgres', (client) => isMarked(client, mark)),
      );
      const reportKey = `reports/${verifiedInstance}/restored.json`;
      await objects.putJson(reportKey, { passed: passed && !marked, marked, findings, resourceId: input.resourceId });
      if (passed && !marked) return;
      throw new BacklotError(
        'VerificationFailed',
        `What was restored from the snapshot of ${verifiedInstance} is not what was verified, so no image was made. ` +
          `The differences are in the state bucket under ${reportKey}; find out who wrote, then start again.`,
      );
    },
  };
}

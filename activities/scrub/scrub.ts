import { createHash } from 'node:crypto';
import { cancellationSignal } from '@temporalio/activity';
import { BacklotError } from '../../domain/errors.js';
import type { QuarantineAt, ScrubbedStatement, ScrubProgress, SealedScrub } from '../../domain/messages/scrub.js';
import { cleanroomQueue } from '../../domain/queues.js';
import { closeForWriting, removeTraces, scrub, verify } from '../../scrub/engine.js';
import type { ScrubReport } from '../../scrub/report.js';
import type { ScrubOptions, ScrubTarget } from '../../scrub/target.js';
import { createSecrets } from '../databases/secrets.js';
import type { ActivityDependencies } from '../dependencies.js';
import { reportProgress } from '../edge/progress.js';
import { rulesDigest, rulesOf } from '../fleet/rules-digest.js';
import { loadStoredFleet } from '../fleet/stored-fleet.js';
import { loginAsMaster } from '../sql/instance-login.js';
import { sqlFailure } from '../sql/sql-errors.js';
import { scrubKey } from './scrub-key.js';

const connections = 2;

/** Activities that talk SQL to a quarantined instance. They run in the clean room, next to it. */
export function createScrubActivities({ aws, sql, objects }: ActivityDependencies) {
  const secrets = createSecrets(aws);

  return {
    /**
     * Rewrites every table by its rules. A killed run resumes at the table where it was; running again is a no-op.
     * The seal of the originals is stored outside the database before the first rewrite.
     */
    async scrubInstance(input: QuarantineAt): Promise<SealedScrub> {
      const { target, options } = await open(input);
      const report = await guarded('Scrubbing', input, () => scrub(target, options));
      const key = `reports/${input.instance}/scrub.json`;
      await objects.putJson(key, report);
      return { reportKey: key, reportDigest: digest(report) };
    },

    /** Refuses new connections and writes, so that what is verified is what is snapshotted. */
    async closeForWriting(input: QuarantineAt): Promise<void> {
      const { target, options } = await open(input);
      await guarded('Closing for writing', input, () => closeForWriting(target, options.signal));
    },

    /**
     * Verifies that nothing of production is left, and stores the report that the image will be bound to.
     *
     * @throws `VerificationFailed` when something is left; `CannotDecide` when a check could not be carried out.
     */
    async verifyInstance(input: QuarantineAt & { sealed: SealedScrub }): Promise<ScrubbedStatement> {
      const { scope, resourceId, sealed } = input;
      const { target, options } = await open(input);
      const sealedReport = (await objects.getJson(sealed.reportKey)) as ScrubReport | undefined;
      if (sealedReport === undefined || digest(sealedReport) !== sealed.reportDigest) {
        throw new BacklotError(
          'CannotDecide',
          `The seal of ${input.instance}'s scrub is gone or changed, so there is nothing to compare with. Start again.`,
        );
      }
      const verification = await guarded('Verifying', input, () => verify(target, options, sealedReport));
      const report = {
        database: scope.database.name,
        passed: verification.passed,
        rulesDigest: rulesDigest(options.rules),
        epoch: scope.epoch,
        resourceId,
        scrub: sealedReport,
        verification,
      };
      const reportKey = `reports/${input.instance}/verification.json`;
      await objects.putJson(reportKey, report);
      if (!verification.passed) {
        throw new BacklotError(
          'VerificationFailed',
          `The verification of ${scope.database.name} found what must not be there, so no image was made. ` +
            `Its report is in the state bucket under ${reportKey}; correct the rules it names.`,
        );
      }
      return { reportKey, reportDigest: digest(report), rulesDigest: report.rulesDigest };
    },

    /** Removes what the engine kept in the databases. The last SQL before the snapshot; may run twice. */
    async removeTraces(input: QuarantineAt): Promise<void> {
      const { target, options } = await open(input);
      await guarded('Removing the traces of the scrub', input, () => removeTraces(target, options));
    },
  };

  /** Looks the instance up anew for every activity: it must still be the one that this run restored. */
  async function open(input: QuarantineAt): Promise<{ target: ScrubTarget; options: ScrubOptions }> {
    const { scope, instance, resourceId } = input;
    const place = scope.database.cleanroom;
    const login = await loginAsMaster({ aws, sql }, { place, instance, queue: cleanroomQueue(place.region) });
    if (login.resourceId !== resourceId) {
      throw new BacklotError(
        'WrongTarget',
        `${instance} is not the instance that this run restored, so no SQL was sent to it. Start again.`,
      );
    }
    const fleet = await loadStoredFleet(objects, scope.fleet);
    const startedAt = Date.now();
    return {
      target: { connect: login.connect },
      options: {
        rules: rulesOf(fleet, scope.database.rules),
        applicationRoles: scope.database.applicationRoles,
        key: await scrubKey(secrets, scope.database, scope.epoch),
        runId: `${scope.operationId}-${resourceId}`,
        connections,
        signal: cancellationSignal(),
        onProgress: (progress) => reportProgress({ ...progress, startedAt } satisfies ScrubProgress),
      },
    };
  }
}

async function guarded<T>(action: string, { instance }: QuarantineAt, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw sqlFailure(`${action} ${instance}`, error);
  }
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

import { BacklotError } from '../../domain/errors.js';
import type { ClosedState, QuarantineAt, SealedScrub, VerifiedScrub } from '../../domain/messages/scrub.js';
import { closeForWriting, readWriteState, removeTraces, scrub, verify, writesBetween } from '../../scrub/engine.js';
import type { ScrubReport } from '../../scrub/report.js';
import type { ActivityDependencies } from '../dependencies.js';
import { rulesDigest } from '../fleet/rules-digest.js';
import { withConnection } from '../sql/instance-login.js';
import { sqlFailure } from '../sql/sql-errors.js';
import { jsonDigest } from '../state/canonical-json.js';
import { readUnchanged } from '../state/unchanged-json.js';
import { enterQuarantine } from './quarantine-access.js';
import { removeMark, setMark, usersOf } from './run-mark.js';

const maintenance = 'postgres';

/** Activities that talk SQL to a quarantined instance. They run in the clean room, next to it. */
export function createScrubActivities(dependencies: Pick<ActivityDependencies, 'aws' | 'sql' | 'objects'>) {
  const { objects } = dependencies;
  // Until the mark is taken away every session must find it; so an attempt that lost its place can never write again.
  const enter = (input: QuarantineAt) => enterQuarantine(dependencies, input, { marked: true });
  const enterUnmarked = (input: QuarantineAt) => enterQuarantine(dependencies, input, { marked: false });

  return {
    /**
     * Marks a restored instance as this run's own, with the first SQL that it gets. May run twice.
     *
     * @throws `WrongTarget` when somebody uses it already.
     */
    async markQuarantine(input: QuarantineAt): Promise<void> {
      const { target, mark } = await enterUnmarked(input);
      await guarded('Marking', input, () =>
        withConnection(target, maintenance, async (client) => {
          const users = await usersOf(client);
          if (users.length > 0) {
            throw new BacklotError(
              'WrongTarget',
              `${input.instance} is used by somebody else (${users.join(', ')}), which a restore in quarantine cannot ` +
                'be, so nothing was changed in it. Find out who reaches it, then start again.',
            );
          }
          await setMark(client, mark);
        }),
      );
    },

    /**
     * Rewrites every table by its rules. A killed run resumes at the table where it was; running again is a no-op.
     * The seal of the originals is stored outside the database before the first rewrite.
     */
    async scrubInstance(input: QuarantineAt): Promise<SealedScrub> {
      const { target, options } = await enter(input);
      const report = await guarded('Scrubbing', input, () => scrub(target, options));
      const key = `reports/${input.instance}/scrub.json`;
      await objects.putJson(key, report);
      return { reportKey: key, reportDigest: jsonDigest(report) };
    },

    /** Refuses new connections and writes, so that what is verified is what is snapshotted. */
    async closeForWriting(input: QuarantineAt): Promise<void> {
      const { target, options } = await enter(input);
      await guarded('Closing for writing', input, () => closeForWriting(target, options.signal));
    },

    /**
     * Verifies that nothing of production is left, and stores the report that the image will be bound to.
     *
     * @throws `VerificationFailed` when something is left; `CannotDecide` when a check could not be carried out.
     */
    async verifyInstance(input: QuarantineAt & { sealed: SealedScrub }): Promise<VerifiedScrub> {
      const { scope, resourceId, sealed } = input;
      const { target, options } = await enter(input);
      const seal = { key: sealed.reportKey, digest: sealed.reportDigest };
      const sealedReport = (await readUnchanged(objects, seal, `The seal of ${input.instance}'s scrub`)) as ScrubReport;
      const verification = await guarded('Verifying', input, () => verify(target, options, sealedReport));
      const report = {
        database: scope.database.name,
        passed: verification.passed,
        rulesDigest: rulesDigest(options.rules),
        epoch: scope.epoch,
        resourceId,
        schemas: Object.fromEntries(verification.databases.map(({ database, schema }) => [database, schema])),
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
      return { reportKey, reportDigest: jsonDigest(report), rulesDigest: report.rulesDigest };
    },

    /**
     * Removes what the engine kept in the databases, and the mark of the run: from here on no session of ours can write.
     * The last change before the snapshot; may run twice.
     */
    async removeTraces(input: QuarantineAt): Promise<ClosedState> {
      const { target, options, mark } = await enterUnmarked(input);
      return guarded('Removing the traces of the scrub', input, async () => {
        await removeTraces(target, options);
        await withConnection(target, maintenance, (client) => removeMark(client, mark));
        return readWriteState(target, options.signal);
      });
    },

    /**
     * Checks after the snapshot that nothing was written since the instance was closed: what was snapshotted is what was
     * verified.
     *
     * @throws `VerificationFailed` when something was.
     */
    async checkClosed(input: QuarantineAt & { closed: ClosedState }): Promise<void> {
      const { target, options } = await enterUnmarked(input);
      const now = await guarded('Checking', input, () => readWriteState(target, options.signal));
      const written = writesBetween(input.closed, now);
      if (written.length === 0) return;
      throw new BacklotError(
        'VerificationFailed',
        `${input.instance} was written to after its verification (${written.join(', ')}), so its snapshot was not used. ` +
          'Find out who reaches the quarantine, then start again.',
      );
    },
  };
}

/** Turns whatever an SQL step threw into what may leave the data worker. */
export async function guarded<T>(action: string, { instance }: QuarantineAt, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw sqlFailure(`${action} ${instance}`, error);
  }
}

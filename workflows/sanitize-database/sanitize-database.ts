import { setHandler, workflowInfo } from '@temporalio/workflow';
import type { SanitizeInput, SanitizeResult, SanitizeScope } from '../../domain/messages/sanitize.js';
import { pipelineName } from '../../domain/names.js';
import { reads } from '../support/activities.js';
import { Cleanup } from '../support/cleanup.js';
import { clearHalfMade } from '../support/clear-half-made.js';
import { withLease } from '../support/lease.js';
import { invalidInput, label, operationIdOf, requireOptionalTexts, requireText } from '../support/operation.js';
import { failure } from '../support/failure.js';
import { Steps, stepsQuery } from '../support/steps.js';
import { bringToCleanroom } from './bring-to-cleanroom.js';
import { obtainSource } from './obtain-source.js';
import { proveSnapshot } from './prove-snapshot.js';
import { publishImage } from './publish-image.js';
import { restoreInQuarantine } from './restore-in-quarantine.js';
import { scrubAndVerify } from './scrub-and-verify.js';

const steps = [
  'production snapshot',
  'copy under the share key',
  'copy to the clean room',
  'restore in quarantine',
  'scrub',
  'verify',
  'snapshot',
  'verify the snapshot',
  'image',
  'clear away raw data',
] as const;

/**
 * Makes a sanitised image of a production database: snapshot, copy, quarantine, scrub, verify, sign, image.
 * Whatever happens, nothing raw is left behind; an image exists only after its verification.
 *
 * Query `steps`. Cancel it to stop: it clears up and closes as cancelled.
 */
export async function sanitizeDatabase(input: SanitizeInput): Promise<SanitizeResult> {
  const database = requireText(input, 'database', '{"database":"users"}');
  requireOptionalTexts(input, 'requestedBy');
  const operationId = operationIdOf(input.operationId);
  const epoch = epochOf(input.epoch);
  const progress = new Steps(`Sanitising **${database}**`, steps);
  setHandler(stepsQuery, () => progress.view());
  label({ database, operation: operationId, phase: 'starting', ...requester(input) });

  const leased = await withLease(`sanitize/${database}`, 'fail', async () => {
    const plan = await reads.resolveSanitize({ database });
    const scope: SanitizeScope = {
      operationId,
      workflowId: workflowInfo().workflowId,
      fleet: plan.fleet,
      database: plan.database,
      epoch,
      destroyRawBy: new Date(Date.now() + plan.rawMaxAgeMs).toISOString(),
      destroyImageBy: new Date(Date.now() + plan.imageMaxAgeMs).toISOString(),
    };
    const made = (await reads.findImages({ databases: [plan.database] })).find(
      ({ snapshotId }) => snapshotId === pipelineName(database, operationId, 'image'),
    );
    if (made !== undefined) return made;
    await clearHalfMade({ database }, operationId);

    const untilPublished = new Cleanup();
    const untilSigned = new Cleanup();
    let clearing: Promise<string[]> | undefined;
    let finished = false;
    try {
      const source = await obtainSource(scope, untilPublished, progress);
      const raw = await bringToCleanroom(scope, source, untilSigned, progress);
      const restored = await restoreInQuarantine(scope, raw, untilSigned, progress);
      const closed = await scrubAndVerify(scope, restored, progress);
      const proven = await proveSnapshot(scope, closed, source.dataTime, { untilSigned, untilPublished }, progress);
      // The image is a copy of the signed snapshot, so all else goes while it is made: deleting takes minutes.
      clearing = untilSigned.run();
      const image = await publishImage(scope, proven, closed.verified, source.dataTime, untilPublished, progress);
      finished = true;
      return image;
    } finally {
      if (!finished) progress.stop();
      const left = await progress.run('clear away raw data', async () => [
        ...(await (clearing ?? untilSigned.run())),
        ...(await untilPublished.run()),
      ]);
      if (left.length > 0) progress.note(`not cleared, the sweep will: ${left.join(', ')}`);
    }
  });
  if ('holder' in leased) throw failure('LeaseHeld', `${database} is being sanitised by ${leased.holder}.`);
  return { operationId, image: leased.result };
}

function epochOf(given: string | undefined): string {
  const epoch = given ?? workflowInfo().startTime.toISOString().slice(0, 10);
  if (/^[A-Za-z0-9-]{1,32}$/.test(epoch)) return epoch;
  throw invalidInput(`epoch "${epoch}" is not usable. Use up to 32 letters, digits and hyphens, or leave it out.`);
}

function requester({ requestedBy }: SanitizeInput): { requestedBy?: string } {
  return requestedBy === undefined ? {} : { requestedBy };
}

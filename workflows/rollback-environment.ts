import { CancellationScope, setHandler, sleep } from '@temporalio/workflow';
import type { FoundGeneration } from '../domain/messages/generation.js';
import type { RollbackInput, RollbackResult } from '../domain/messages/refresh.js';
import { chooseRollback } from '../domain/choose-rollback.js';
import { environmentSql, reads } from './support/activities.js';
import { failure } from './support/failure.js';
import { fence, generationOf, keepForRollback, keepServing } from './support/leave-generations.js';
import { withLease } from './support/lease.js';
import { moveRecords, zoneOf } from './support/move-records.js';
import { label, onBusyOf, operationIdOf, requireOptionalTexts, requireText } from './support/operation.js';
import { Steps, stepsQuery } from './support/steps.js';

const steps = ['find the previous generation', 'unfence it', 'move the records', 'fence the generation that is left'];

/**
 * Lets the previous generation serve again, in seconds, while it is kept. Writes since the cutover are lost with the
 * generation that is left; that one is fenced and kept, so a rollback can itself be rolled back.
 *
 * Query `steps`.
 */
export async function rollbackEnvironment(input: RollbackInput): Promise<RollbackResult> {
  const account = requireText(input, 'account', '{"account":"qa1"}');
  requireOptionalTexts(input, 'requestedBy');
  const onBusy = onBusyOf(input.onBusy);
  const operationId = operationIdOf(input.operationId);
  const progress = new Steps(`Rolling **${account}** back`, steps);
  setHandler(stepsQuery, () => progress.view());
  label({
    environment: account,
    operation: operationId,
    ...(input.requestedBy === undefined ? {} : { requestedBy: input.requestedBy }),
  });

  const leased = await withLease(account, onBusy, async () => {
    const { environment, fleet, places } = await reads.resolveEnvironment({ account });
    const zone = zoneOf(environment, places[0]);

    const choice = await progress.run('find the previous generation', async () => {
      const found = await reads.findGenerations({ environment: account, places });
      const names = [...new Set(found.map(({ dnsName }) => dnsName))];
      const records = await reads.readRecords({ zone, names });
      const decision = chooseRollback(found, records);
      if ('reason' in decision) throw failure('NothingToRollBack', decision.reason);
      return decision;
    });

    const sqlOf = ({ place }: FoundGeneration) => environmentSql(account, place.region);
    await progress.run('unfence it', async () => {
      await Promise.all(
        choice.back.map((found) => sqlOf(found).unfenceGeneration(generationOf(environment, fleet, found))),
      );
    });
    // From here on both serve or the previous one does; stopping half way would leave clients on two sides.
    await CancellationScope.nonCancellable(async () => {
      await progress.run('move the records', async () => {
        const { ttlSeconds, keepPreviousMs } = environment.cutover;
        await keepForRollback(choice.left, keepPreviousMs);
        await moveRecords(
          zone,
          choice.back.map(({ dnsName, endpoint }) => ({
            name: dnsName,
            value: endpoint ?? '',
            ttlSeconds,
          })),
        );
        await keepServing(choice.back);
      });
      await progress.run('fence the generation that is left', async () => {
        // Clients that resolve anew go to the previous generation before the one they leave is closed.
        await sleep((environment.cutover.ttlSeconds + 1) * 1_000);
        await fence(environment, fleet, choice.left);
      });
    });
    return {
      operationId,
      generation: [...new Set(choice.back.map(({ generation }) => generation))].join(', '),
      databases: choice.back.map(({ database }) => database),
      lost:
        `Everything written to ${account} since generation ` +
        `${[...new Set(choice.left.map(({ generation }) => generation))].join(', ')} began to serve.`,
    };
  });
  if ('result' in leased) return leased.result;
  return { operationId, generation: '', databases: [], lost: 'Nothing.', skipped: { holder: leased.holder } };
}

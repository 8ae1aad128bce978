import { CancellationScope, executeChild, isCancellation, workflowInfo } from '@temporalio/workflow';
import type { PreparedDatabase } from '../../domain/messages/refresh.js';
import type { EnvironmentDatabase } from '../../domain/messages/slices.js';
import { prepareGeneration } from '../prepare-generation/prepare-generation.js';
import type { Cleanup } from '../support/cleanup.js';
import { failure, summarize } from '../support/failure.js';
import { pool } from '../support/pool.js';
import { discardPrepared } from './discard-prepared.js';
import { obtainImage } from './obtain-image.js';
import type { GenerationPlan } from './plan-images.js';
import type { RefreshState } from './refresh-state.js';

/**
 * Prepares every database, several at once. One failure stops the others unless the account file allows a part. What is
 * returned may still be skipped until the cutover begins.
 */
export async function prepareAll(
  wishes: GenerationPlan,
  generation: string,
  state: RefreshState,
  cleanup: Cleanup,
): Promise<PreparedDatabase[]> {
  const { plan } = wishes;
  const all = new CancellationScope();
  const failures: Error[] = [];
  const results = await all.run(() =>
    pool(plan.databases, plan.databasesInFlight, async (target) => {
      const { name } = target.database;
      const scope = new CancellationScope();
      state.onSkip(name, () => scope.cancel());
      try {
        if (state.isSkipped(name)) return undefined;
        const prepared = await scope.run(() => prepareOne(wishes, target, generation, state, cleanup));
        state.set(name, 'ready');
        return prepared;
      } catch (error) {
        if (state.isSkipped(name)) return undefined;
        if (all.consideredCancelled && isCancellation(error)) {
          state.stop(name, failures.length > 0 ? 'another database failed' : 'the refresh was cancelled');
        } else {
          state.set(name, 'failed', { error: describe(error) });
        }
        failures.push(error instanceof Error ? error : new Error(String(error)));
        if (!plan.environment.partialAllowed) all.cancel();
        throw error;
      }
    }),
  );
  const [firstFailure] = failures;
  if (CancellationScope.current().consideredCancelled && firstFailure !== undefined) throw firstFailure;
  const whole = results.flatMap((result) =>
    result.status === 'fulfilled' && result.value !== undefined ? [result.value] : [],
  );
  const failed = results.filter(({ status }) => status === 'rejected');
  if (
    failed.length > 0 &&
    (!plan.environment.partialAllowed || whole.every(({ generation: { database } }) => state.isSkipped(database)))
  ) {
    const causes = state.list().filter(({ step }) => step === 'failed');
    throw failure(
      'RefreshFailed',
      `${causes.map(({ database, error }) => `${database}: ${error ?? ''}`).join(' ')} ` +
        `The old generation of ${plan.environment.name} keeps serving; nothing was cut over.`,
      { databases: causes },
    );
  }
  return whole;
}

/** Deletes what was made of databases that were skipped, also of one that had become ready before. */
export async function discardSkipped(
  { plan, operationId }: GenerationPlan,
  generation: string,
  state: RefreshState,
): Promise<void> {
  for (const target of plan.databases.filter(({ database: { name } }) => state.isSkipped(name))) {
    await discardPrepared(plan.environment, target, operationId, generation);
  }
}

async function prepareOne(
  wishes: GenerationPlan,
  target: EnvironmentDatabase,
  generation: string,
  state: RefreshState,
  cleanup: Cleanup,
): Promise<PreparedDatabase> {
  const { plan, operationId } = wishes;
  const { name } = target.database;
  await state.gate();
  const image = wishes.images[name] ?? (await obtainImage(wishes, target, state));
  await state.gate();
  const workflowId = `prepare/${plan.environment.name}/${name}/${generation}`;
  state.set(name, 'preparing', { image: image.snapshotId, dataTime: image.dataTime, workflowId });
  cleanup.defer(`the new ${name}`, () => discardPrepared(plan.environment, target, operationId, generation));
  const prepared = await executeChild(prepareGeneration, {
    workflowId,
    args: [
      {
        operationId,
        ownerWorkflowId: workflowInfo().workflowId,
        generation,
        fleet: plan.fleet,
        environment: plan.environment,
        target,
        image,
      },
    ],
    parentClosePolicy: 'REQUEST_CANCEL',
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    staticSummary: `${name} of generation ${generation}`,
  });
  state.set(name, 'preparing', { instance: prepared.generation.instance });
  return prepared;
}

function describe(error: unknown): string {
  if (isCancellation(error)) return 'somebody cancelled its workflow. Start the refresh again.';
  const { code, message } = summarize(error);
  return `${code}: ${message}`;
}

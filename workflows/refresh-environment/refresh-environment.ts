import {
  allHandlersFinished,
  CancellationScope,
  condition,
  executeChild,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import { skewOf } from '../../domain/choose-images.js';
import { formatDuration } from '../../domain/duration.js';
import type { PreparedDatabase, RefreshInput, RefreshPlan, RefreshResult } from '../../domain/messages/refresh.js';
import type { EnvironmentDatabase } from '../../domain/messages/slices.js';
import { generationName } from '../../domain/names.js';
import { prepareGeneration } from '../prepare-generation/prepare-generation.js';
import { reads } from '../support/activities.js';
import { Cleanup } from '../support/cleanup.js';
import { failure, summarize } from '../support/failure.js';
import { withLease } from '../support/lease.js';
import { label, operationIdOf, requireText } from '../support/operation.js';
import { pool } from '../support/pool.js';
import { cutOver } from './cut-over.js';
import { discardPrepared } from './discard-prepared.js';
import { obtainImage, type ImageWishes } from './obtain-image.js';
import { RefreshState } from './refresh-state.js';

/**
 * Fills an environment with fresh, sanitised copies of its databases: images are found or made, restored beside the
 * old generation, checked, and cut over together. The old generation serves until then, and whenever anything fails.
 *
 * Updates `pause`, `resume`, `skipDatabase`, `approveCutover`; query `progress`. Cancel it to stop: before the cutover
 * it deletes what it made, after the cutover it finishes fencing; it closes as cancelled.
 */
export async function refreshEnvironment(input: RefreshInput): Promise<RefreshResult> {
  const account = requireText(input, 'account', '{"account":"qa1"}');
  const operationId = operationIdOf(input.operationId);
  const generation = generationName(workflowInfo().startTime, operationId);
  const state = new RefreshState(account, operationId, generation);
  label({
    environment: account,
    operation: operationId,
    ...(input.requestedBy === undefined ? {} : { requestedBy: input.requestedBy }),
  });

  const leased = await withLease(account, input.onBusy ?? 'fail', async () => {
    const plan = await reads.resolveRefresh(input);
    const wishes = await planImages(plan, operationId, state);
    await reads.checkQuotas({ environment: plan.environment, databases: plan.databases });

    const cleanup = new Cleanup();
    try {
      await state.enter('preparing databases');
      const prepared = await prepareAll(plan, wishes, generation, state, cleanup);
      const skewMs = requireSkew(
        plan,
        state
          .list()
          .filter(({ step }) => step === 'ready')
          .map(({ dataTime }) => dataTime ?? ''),
      );
      if (plan.environment.cutover.approval) await state.approval();
      await cutOver(plan, prepared, state, cleanup);
      await state.enter('done');
      return { operationId, generation, databases: state.list(), skewMs };
    } catch (error) {
      await CancellationScope.nonCancellable(() => state.enter('clearing up'));
      await cleanup.run();
      throw error;
    }
  });
  await condition(allHandlersFinished);
  if ('holder' in leased) {
    return { operationId, generation, databases: [], skewMs: 0, skipped: { holder: leased.holder } };
  }
  return leased.result;
}

/** Decides which images are used as they are, and refuses a generation that would be too far apart in time. */
async function planImages(
  plan: RefreshPlan,
  operationId: string,
  state: RefreshState,
): Promise<ImageWishes & { images: Awaited<ReturnType<typeof reads.planImages>>['images'] }> {
  const found = await reads.planImages({
    fleet: plan.fleet,
    databases: plan.databases,
    maxImageAgeMs: plan.maxImageAgeMs,
    currentEpoch: workflowInfo().startTime.toISOString().slice(0, 10),
  });
  for (const { database } of plan.databases) state.set(database.name, 'waiting');
  requireSkew(plan, Object.values(found.dataTimes));
  return { plan, epoch: found.epoch, operationId, images: found.images };
}

function requireSkew({ environment }: RefreshPlan, dataTimes: readonly string[]): number {
  const skewMs = skewOf(dataTimes);
  if (environment.maxSkewMs === undefined || skewMs <= environment.maxSkewMs) return skewMs;
  throw failure(
    'SkewTooLarge',
    `The databases of ${environment.name} would be ${formatDuration(skewMs)} apart; maxSkew allows ` +
      `${formatDuration(environment.maxSkewMs)}. Use snapshot: fresh for them, or raise maxSkew in the account file.`,
  );
}

/** Prepares every database, several at once. One failure stops the others unless the account file allows a part. */
async function prepareAll(
  plan: RefreshPlan,
  wishes: Awaited<ReturnType<typeof planImages>>,
  generation: string,
  state: RefreshState,
  cleanup: Cleanup,
): Promise<PreparedDatabase[]> {
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
        const stopped = failures.length > 0 && isCancellation(error);
        state.set(name, 'failed', { error: stopped ? 'stopped, because another one failed' : describe(error) });
        failures.push(error instanceof Error ? error : new Error(String(error)));
        if (!plan.environment.partialAllowed) all.cancel();
        throw error;
      }
    }),
  );
  const [firstFailure] = failures;
  if (CancellationScope.current().consideredCancelled && firstFailure !== undefined) throw firstFailure;
  const prepared = results.flatMap((result) =>
    result.status === 'fulfilled' && result.value !== undefined ? [result.value] : [],
  );
  const failed = results.filter(({ status }) => status === 'rejected');
  if (failed.length > 0 && (!plan.environment.partialAllowed || prepared.length === 0)) {
    if (firstFailure !== undefined && isCancellation(firstFailure)) throw firstFailure;
    const names = state.list().filter(({ step }) => step === 'failed');
    throw failure(
      'RefreshFailed',
      `${names.map(({ database, error }) => `${database}: ${error ?? ''}`).join(' ')} ` +
        `The old generation of ${plan.environment.name} keeps serving; nothing was cut over.`,
      { databases: names },
    );
  }
  return prepared;
}

async function prepareOne(
  wishes: Awaited<ReturnType<typeof planImages>>,
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
  cleanup.defer(`the new ${name}`, () => discardPrepared(plan, target, operationId, generation));
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
  const { code, message } = summarize(error);
  return `${code}: ${message}`;
}

import { allHandlersFinished, condition, isCancellation, workflowInfo } from '@temporalio/workflow';
import type { RefreshInput, RefreshResult } from '../../domain/messages/refresh.js';
import { generationName } from '../../domain/names.js';
import { reads } from '../support/activities.js';
import { Cleanup } from '../support/cleanup.js';
import { clearHalfMade } from '../support/clear-half-made.js';
import { withLease } from '../support/lease.js';
import {
  label,
  onBusyOf,
  operationIdOf,
  requireOptionalNames,
  requireOptionalTexts,
  requireText,
} from '../support/operation.js';
import { cutOver } from './cut-over.js';
import { demandOf, planImages, requireSkew } from './plan-images.js';
import { discardSkipped, prepareAll } from './prepare-all.js';
import { refuseServing } from './refuse-serving.js';
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
  requireOptionalTexts(input, 'maxAge', 'requestedBy');
  requireOptionalNames(input, 'databases');
  const onBusy = onBusyOf(input.onBusy);
  const operationId = operationIdOf(input.operationId);
  const generation = generationName(workflowInfo().startTime, operationId);
  const state = new RefreshState(account, operationId, generation);
  label({
    environment: account,
    operation: operationId,
    ...(input.requestedBy === undefined ? {} : { requestedBy: input.requestedBy }),
  });

  const leased = await withLease(account, onBusy, async () => {
    const plan = await reads.resolveRefresh(input);
    await refuseServing(plan, generation);
    await clearHalfMade({ account }, operationId);
    const wishes = await planImages(plan, operationId, state);
    await reads.checkQuotas(demandOf(plan, wishes));

    const cleanup = new Cleanup();
    try {
      await state.enter('preparing databases');
      const whole = await prepareAll(wishes, generation, state, cleanup);
      // Until here a database can be skipped; from here on the generation is what it is.
      const { approval } = plan.environment.cutover;
      await state.enter(approval ? 'waiting for approval' : 'cutting over');
      const prepared = whole.filter(({ generation: { database } }) => !state.isSkipped(database));
      await discardSkipped(wishes, generation, state);
      const ready = state.list().filter(({ step }) => step === 'ready');
      const skewMs = requireSkew(
        plan,
        ready.map(({ dataTime }) => dataTime ?? ''),
      );
      if (approval) await state.approval();
      await cutOver(plan, prepared, state, cleanup);
      await state.enter('done');
      return { operationId, generation, databases: state.list(), skewMs };
    } catch (error) {
      state.clearUp(isCancellation(error) ? 'the refresh was cancelled' : 'the refresh failed');
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

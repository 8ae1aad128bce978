import { executeChild, isCancellation, log, startChild, workflowInfo } from '@temporalio/workflow';
import type { Place } from '../../domain/messages/slices.js';
import type { SpawnResult } from '../../domain/messages/spawn.js';
import { refreshEnvironment } from '../refresh-environment/refresh-environment.js';
import { sanitizeDatabase } from '../sanitize-database/sanitize-database.js';
import { reads } from '../support/activities.js';
import { summarize } from '../support/failure.js';
import type { Spawn } from './spawn.js';

/** Tells whether an environment that gets databases has none yet. */
export async function needsFirstRefresh({ plan }: Spawn, places: readonly Place[]): Promise<boolean> {
  if (!plan.hasDatabases) return false;
  return (await reads.findGenerations({ environment: plan.environment, places })).length === 0;
}

/**
 * Begins to make the images that the first refresh will need, while stacks are applied. Nobody waits for them here: the
 * refresh finds them, or waits for whoever makes them.
 */
export async function beginImages({ plan, operationId }: Spawn): Promise<void> {
  try {
    const refresh = await reads.resolveRefresh({ account: plan.environment });
    const currentEpoch = workflowInfo().startTime.toISOString().slice(0, 10);
    const { epoch, images } = await reads.planImages({
      fleet: refresh.fleet,
      databases: refresh.databases,
      maxImageAgeMs: refresh.maxImageAgeMs,
      currentEpoch,
    });
    for (const { database } of refresh.databases) {
      if (images[database.name] !== undefined) continue;
      await startChild(sanitizeDatabase, {
        workflowId: `sanitize/${database.name}`,
        args: [{ database: database.name, operationId, epoch }],
        parentClosePolicy: 'ABANDON',
        staticSummary: `${database.name} for ${plan.environment}`,
      });
    }
  } catch (error) {
    if (isCancellation(error)) throw error;
    // Somebody may be making one already; whatever it is, the refresh meets it again and says so.
    log.info('images are not begun early', { error });
  }
}

/** Fills the environment for the first time. A failure leaves the account as it is: a refresh can be started again. */
export async function firstRefresh({ plan, operationId, requestedBy }: Spawn): Promise<SpawnResult['refresh']> {
  const account = plan.environment;
  try {
    const { generation } = await executeChild(refreshEnvironment, {
      workflowId: `refresh/${account}/${operationId}`,
      args: [{ account, operationId, ...(requestedBy === undefined ? {} : { requestedBy }) }],
      parentClosePolicy: 'REQUEST_CANCEL',
      cancellationType: 'WAIT_CANCELLATION_COMPLETED',
      staticSummary: `First refresh of ${account}`,
    });
    return { generation };
  } catch (error) {
    if (isCancellation(error)) throw error;
    const { code, message } = summarize(error);
    return { error: `${code}: ${message}` };
  }
}

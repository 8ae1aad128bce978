import { executeChild } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { leaseId } from '../../domain/messages/lease.js';
import type { ImageRef } from '../../domain/messages/sanitize.js';
import type { EnvironmentDatabase } from '../../domain/messages/slices.js';
import { sanitizeDatabase } from '../sanitize-database/sanitize-database.js';
import { reads, waits } from '../support/activities.js';
import { summarize } from '../support/failure.js';
import type { GenerationPlan } from './plan-images.js';
import type { RefreshState } from './refresh-state.js';

/**
 * Gets a fresh image of one database: sanitises it, or waits for whoever sanitises it already and looks again. One
 * sanitisation serves every environment that asks for it.
 */
export async function obtainImage(
  { plan, epoch, operationId }: GenerationPlan,
  target: EnvironmentDatabase,
  state: RefreshState,
): Promise<ImageRef> {
  const { database } = target;
  const workflowId = `sanitize/${database.name}`;
  for (;;) {
    state.set(database.name, 'sanitising', { workflowId });
    try {
      const made = await executeChild(sanitizeDatabase, {
        workflowId,
        args: [{ database: database.name, operationId, epoch }],
        // Others may be waiting for this image: it goes on if this refresh is ended by force.
        parentClosePolicy: 'ABANDON',
        cancellationType: 'WAIT_CANCELLATION_COMPLETED',
        staticSummary: `${database.name} for ${plan.environment.name}`,
      });
      return made.image;
    } catch (error) {
      if (!isBusy(error)) throw error;
    }
    await waits.awaitWorkflowClosed({ workflowId });
    await waits.awaitWorkflowClosed({ workflowId: leaseId(workflowId) });
    const found = await reads.planImages({
      fleet: plan.fleet,
      databases: [target],
      maxImageAgeMs: plan.maxImageAgeMs,
      currentEpoch: epoch,
    });
    const image = found.images[database.name];
    if (image !== undefined && image.epoch === epoch) return image;
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof WorkflowExecutionAlreadyStartedError || summarize(error).code === 'LeaseHeld';
}

import { ServiceError, WorkflowUpdateFailedError, type Client, type WorkflowHandle } from '@temporalio/client';
import type { RefreshProgress } from '../../domain/messages/refresh.js';
import { mainQueue } from '../../domain/queues.js';
import { failureOf, type OperationFailure } from './failure-of.js';
import { requireWorkers } from './require-workers.js';

/** What an operator asks of a running refresh; the names are those of its updates. */
export type SteeringUpdate =
  | { readonly update: 'pause' | 'resume' | 'approveCutover' }
  | { readonly update: 'skipDatabase'; readonly database: string };

/** What the refresh answered: how it stands now, or why it does not do that. */
export type SteeringAnswer = { readonly progress: RefreshProgress } | { readonly refused: OperationFailure };

/** Sends an update to a running operation. One that cannot be steered, or not now, refuses. */
export async function steer(client: Client, workflowId: string, asked: SteeringUpdate): Promise<SteeringAnswer> {
  // An update that no worker answers would wait without a word.
  await requireWorkers(client, [mainQueue]);
  try {
    return { progress: await send(client.workflow.getHandle(workflowId), asked) };
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) return { refused: failureOf(error) };
    if (error instanceof ServiceError) {
      const reason = error.cause?.message ?? error.message;
      return {
        refused: { code: 'InvalidInput', message: `${workflowId} cannot be told to ${asked.update}: ${reason}.` },
      };
    }
    throw error;
  }
}

function send(handle: WorkflowHandle, asked: SteeringUpdate): Promise<RefreshProgress> {
  if (asked.update !== 'skipDatabase') return handle.executeUpdate<RefreshProgress, []>(asked.update);
  const args: [{ database: string }] = [{ database: asked.database }];
  return handle.executeUpdate<RefreshProgress, typeof args>(asked.update, { args });
}

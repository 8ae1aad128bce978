import { WorkflowFailedError, type Workflow, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';

/** How a workflow closed: with a result, as cancelled or terminated, or with the stable code of its failure. */
export type Outcome = 'COMPLETED' | 'CANCELED' | 'TERMINATED' | (string & {});

/** Waits until a workflow has closed, and says how; what is not a typed failure is told in words. */
export async function outcomeOf<T extends Workflow>(handle: WorkflowHandle<T>): Promise<Outcome> {
  try {
    await handle.result();
    return 'COMPLETED';
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return codeOf(error.cause);
  }
}

function codeOf(cause: unknown): Outcome {
  if (cause instanceof CancelledFailure) return 'CANCELED';
  if (cause instanceof ApplicationFailure) return cause.type ?? 'untyped';
  if (cause instanceof Error && cause.cause !== undefined) return codeOf(cause.cause);
  return cause instanceof Error && cause.name === 'TerminatedFailure' ? 'TERMINATED' : String(cause);
}

import { WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TemporalFailure, TerminatedFailure } from '@temporalio/common';

/** What ended an operation: a stable code and words with three parts. */
export interface OperationFailure {
  readonly code: string;
  readonly message: string;
}

/**
 * Finds what to tell about a failed operation: the deepest failure that the application itself raised, because those
 * around it only say that something inside went wrong.
 */
export function failureOf(error: unknown): OperationFailure {
  let deepest: ApplicationFailure | undefined;
  let last: unknown = error;
  for (let current = error; current !== undefined && current !== null; current = causeOf(current)) {
    last = current;
    if (current instanceof ApplicationFailure) deepest = current;
  }
  if (deepest !== undefined) return { code: deepest.type ?? 'Unexpected', message: deepest.message };
  if (last instanceof CancelledFailure) {
    return { code: 'Cancelled', message: 'The operation was cancelled and has cleared up after itself.' };
  }
  if (last instanceof TerminatedFailure) {
    return {
      code: 'Terminated',
      message:
        'The operation was terminated, so nothing was cleared up. Run backlot sweep to see what is left; ' +
        'next time cancel instead.',
    };
  }
  return { code: 'Unexpected', message: last instanceof Error ? last.message : String(last) };
}

function causeOf(error: unknown): unknown {
  if (
    error instanceof WorkflowFailedError ||
    error instanceof WorkflowUpdateFailedError ||
    error instanceof TemporalFailure
  ) {
    return error.cause;
  }
  return undefined;
}

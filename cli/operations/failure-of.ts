import { WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TemporalFailure, TerminatedFailure } from '@temporalio/common';
import { isErrorCode } from '../../domain/errors.js';

/** What ended an operation: a stable code and words with three parts. */
export interface OperationFailure {
  readonly code: string;
  readonly message: string;
}

/**
 * Finds what to tell about a failed operation: the deepest failure with a code of ours, because those around it only
 * say that something inside went wrong.
 */
export function failureOf(error: unknown): OperationFailure {
  let deepest: OperationFailure | undefined;
  let last: unknown = error;
  for (let current = error; current !== undefined && current !== null; current = causeOf(current)) {
    last = current;
    if (!(current instanceof ApplicationFailure)) continue;
    const { type, message } = current;
    if (isErrorCode(type)) deepest = { code: type, message };
  }
  if (deepest !== undefined) return deepest;
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

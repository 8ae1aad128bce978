import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure, TimeoutFailure } from '@temporalio/workflow';
import { isErrorCode, type ErrorCode } from '../../domain/errors.js';

/** The stable code and the words of a failure, found behind the wrappers that Temporal puts around it. */
export interface FailureSummary {
  readonly code: ErrorCode | 'Unexpected' | 'WaitTimedOut';
  readonly message: string;
}

/** Summarises whatever a step threw. A wait that ran out of time shows as `WaitTimedOut`, with what it waited for. */
export function summarize(error: unknown): FailureSummary {
  if (error instanceof ActivityFailure || error instanceof ChildWorkflowFailure) {
    const inner = summarize(error.cause);
    return inner.code === 'NotReady'
      ? { code: 'WaitTimedOut', message: `Waited in vain: ${inner.message}. Look at the resource; start again.` }
      : inner;
  }
  if (error instanceof ApplicationFailure) {
    return { code: isErrorCode(error.type) ? error.type : 'Unexpected', message: error.message };
  }
  if (error instanceof TimeoutFailure) {
    return { code: 'WaitTimedOut', message: 'No worker ended the step in time. Check the workers of its queue.' };
  }
  return { code: 'Unexpected', message: error instanceof Error ? error.message : String(error) };
}

/** Makes a failure that ends a workflow with a stable code. */
export function failure(code: ErrorCode, message: string, details?: unknown): ApplicationFailure {
  return ApplicationFailure.create({
    type: code,
    message,
    nonRetryable: true,
    ...(details === undefined ? {} : { details: [details] }),
  });
}

import { WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  RetryState,
  TerminatedFailure,
} from '@temporalio/common';
import { expect, test } from 'vitest';
import { failureOf } from '../../cli/operations/failure-of.js';

const failed = (cause: Error) =>
  new WorkflowFailedError('Workflow execution failed', cause, RetryState.NON_RETRYABLE_FAILURE);
const typed = (type: string, message: string, cause?: Error) =>
  ApplicationFailure.create({ type, message, nonRetryable: true, ...(cause === undefined ? {} : { cause }) });

test('the deepest failure of the application is told, with its code', () => {
  const hook = typed('HookFailed', 'Hook migrate ended with 3. Mend it and refresh again.');
  const activity = new ActivityFailure(
    'Activity task failed',
    'runHook',
    '7',
    RetryState.NON_RETRYABLE_FAILURE,
    'w',
    hook,
  );
  const child = new ChildWorkflowFailure(
    'default',
    { workflowId: 'prepare/qa1/users/g1', runId: 'r' },
    'prepareGeneration',
    RetryState.NON_RETRYABLE_FAILURE,
    activity,
  );
  expect(failureOf(failed(child))).toEqual({ code: 'HookFailed', message: hook.message });
  expect(failureOf(failed(typed('RefreshFailed', 'outer', hook)))).toMatchObject({ code: 'HookFailed' });
  expect(failureOf(failed(typed('SqlFailed', 'ours', typed('DatabaseError', 'inner'))))).toMatchObject({
    code: 'SqlFailed',
  });
});

test('a refused update is told with its code', () => {
  const refused = new WorkflowUpdateFailedError(
    'Workflow Update failed',
    typed('InvalidInput', 'pause is not possible'),
  );
  expect(failureOf(refused)).toEqual({ code: 'InvalidInput', message: 'pause is not possible' });
});

test('a cancelled and a terminated operation have codes of their own', () => {
  expect(failureOf(failed(new CancelledFailure('cancelled')))).toMatchObject({ code: 'Cancelled' });
  const terminated = failureOf(failed(new TerminatedFailure('by somebody', undefined)));
  expect(terminated.code).toBe('Terminated');
  expect(terminated.message).toContain('backlot sweep');
});

test('anything else is unexpected, in its own words', () => {
  expect(failureOf(failed(ApplicationFailure.nonRetryable('boom')))).toEqual({ code: 'Unexpected', message: 'boom' });
  expect(failureOf('odd')).toEqual({ code: 'Unexpected', message: 'odd' });
});

import type { Client, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { BacklotError } from '../../domain/errors.js';
import { mainQueue } from '../../domain/queues.js';
import type * as workflows from '../../workflows/index.js';

/** The workflows that are started from outside. */
export type OperationName = Exclude<keyof typeof workflows, 'lease' | 'prepareGeneration'>;

/** An operation to be started. */
export interface OperationStart<Name extends OperationName> {
  readonly workflow: Name;
  readonly workflowId: string;
  readonly input: Parameters<(typeof workflows)[Name]>;
  /** One line for the Temporal UI. */
  readonly summary: string;
  /** What a person types to watch or cancel it: an environment, or the workflow id. */
  readonly name: string;
}

/** A handle whose result has the workflow's type. */
export type OperationHandle<Name extends OperationName> = WorkflowHandleWithFirstExecutionRunId<
  (typeof workflows)[Name]
>;

/**
 * Starts an operation by name, under its canonical id.
 *
 * @throws {BacklotError} `LeaseHeld` when one of that id is running; its input stays as it is.
 */
export async function startOperation<Name extends OperationName>(
  client: Client,
  { workflow, workflowId, input, summary, name }: OperationStart<Name>,
): Promise<OperationHandle<Name>> {
  try {
    return (await client.workflow.start<() => Promise<unknown>>(workflow, {
      workflowId,
      taskQueue: mainQueue,
      args: input as unknown as [],
      staticSummary: summary,
      // The input in the clear of the UI's first page, because a start that met a running one would drop its own.
      staticDetails: ['```json', JSON.stringify(input[0] ?? {}, undefined, 2), '```'].join('\n'),
    })) as unknown as OperationHandle<Name>;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) throw alreadyRunning(workflowId, name);
    throw error;
  }
}

function alreadyRunning(workflowId: string, name: string): BacklotError {
  return new BacklotError(
    'LeaseHeld',
    `${workflowId} is running already, so nothing was started: only one can at a time. ` +
      `Watch it: backlot watch ${name}; stop it: backlot cancel ${name}`,
    { workflowId },
  );
}

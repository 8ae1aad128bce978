import type { Client } from '@temporalio/client';
import { BacklotError } from '../../domain/errors.js';
import type { OnBusy } from '../../domain/messages/refresh.js';
import { exitCodes } from '../output/exit-codes.js';
import { report } from './report.js';
import { startOperation, type OperationHandle, type OperationName, type OperationStart } from './start-operation.js';

/** An operation, and the id under which it waits while another one has the canonical id. */
export interface QueueableStart<Name extends OperationName> extends OperationStart<Name> {
  readonly queuedId: string;
}

/** What the command line was asked to do. */
export interface TurnOptions {
  readonly onBusy: OnBusy;
  readonly wait: boolean;
  readonly json: boolean;
}

/** Starts an operation and reports it; when its canonical id is taken, does what `onBusy` says. Returns the exit code. */
export async function runInTurn<Name extends OperationName>(
  client: Client,
  operation: QueueableStart<Name>,
  { onBusy, wait, json }: TurnOptions,
): Promise<number> {
  const handle = await start(client, operation, onBusy);
  if (handle === undefined) return skipped(operation, json);
  const { workflowId, firstExecutionRunId: runId } = handle;
  const name = workflowId === operation.workflowId ? operation.name : workflowId;
  return report({ client, workflowId, runId, json, name, wait });
}

async function start<Name extends OperationName>(
  client: Client,
  operation: QueueableStart<Name>,
  onBusy: OnBusy,
): Promise<OperationHandle<Name> | undefined> {
  try {
    return await startOperation(client, operation);
  } catch (error) {
    if (!(error instanceof BacklotError) || error.code !== 'LeaseHeld' || onBusy === 'fail') throw error;
    if (onBusy === 'skip') return undefined;
    // It waits for its turn as a workflow, where a closed terminal does not matter.
    return startOperation(client, { ...operation, workflowId: operation.queuedId });
  }
}

function skipped({ workflowId, name }: { workflowId: string; name: string }, json: boolean): number {
  if (json) console.log(JSON.stringify({ workflowId, status: 'skipped' }));
  else console.log(`Nothing was done: ${workflowId} is running already. Watch it: backlot watch ${name}`);
  return exitCodes.ok;
}

import type { Client } from '@temporalio/client';
import { exitCodes } from '../output/exit-codes.js';
import { detachOnInterrupt } from './detach-on-interrupt.js';
import { failureOf, type OperationFailure } from './failure-of.js';
import { follow } from './live/follow.js';
import type { LiveStatus } from './live/live-view.js';
import type { Screen } from './live/screen.js';

const intervalMs = 1_000;

/** What came of an operation, or of watching it. The JSON that commands print with `--wait --json`. */
export interface Outcome {
  readonly workflowId: string;
  /** The type of the workflow; absent when one left before the first look. */
  readonly workflow?: string;
  /** `running` when one stopped watching before it ended. */
  readonly status: LiveStatus;
  readonly result?: unknown;
  readonly error?: OperationFailure;
}

/** Watches an operation until it ends, or until Ctrl-C, which leaves the work alone. */
export async function attend(client: Client, workflowId: string, show: Screen): Promise<Outcome> {
  let workflow: string | undefined;
  const look: Screen = (view, previous) => {
    workflow = view.workflow;
    show(view, previous);
  };
  const last = await detachOnInterrupt((detach) => follow({ client, workflowId, show: look, detach, intervalMs }));
  const base = { workflowId, ...(workflow === undefined ? {} : { workflow }), status: last?.status ?? 'running' };
  if (last === undefined) return base;
  try {
    const result: unknown = await client.workflow.getHandle(workflowId).result();
    return { ...base, ...(result === undefined ? {} : { result }) };
  } catch (error) {
    return { ...base, error: failureOf(error) };
  }
}

/** The exit code of a command that waited. */
export function exitCodeOf({ status }: Outcome): number {
  if (status === 'completed') return exitCodes.ok;
  return status === 'running' ? exitCodes.interrupted : exitCodes.failed;
}

/** Says how to come back to an operation that goes on, and how to stop it. */
export function comeBack(name: string): string {
  return `It goes on without this terminal. Come back: backlot watch ${name}; stop it: backlot cancel ${name}`;
}

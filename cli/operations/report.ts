import { attend, comeBack, exitCodeOf, type Outcome } from './attend.js';
import type { Client } from '@temporalio/client';
import { screenFor } from './live/screen.js';
import { renderResult } from './render-results.js';

/** How a command reports an operation that it started. */
export interface ReportOptions {
  readonly client: Client;
  readonly workflowId: string;
  readonly runId: string;
  /** What a person types to come back: an environment, a database, a workflow id. */
  readonly name: string;
  readonly wait: boolean;
  readonly json: boolean;
  /** Chooses the exit code by the result of an operation that completed; 0 when left out. */
  readonly judge?: (result: unknown) => number;
}

/**
 * Prints that an operation was started, or waits for its end and prints what came of it. With `json`, standard output
 * gets one document and nothing else.
 *
 * @returns the exit code.
 */
export async function report(options: ReportOptions): Promise<number> {
  const { client, workflowId, runId, name, wait, json, judge } = options;
  if (!wait) {
    if (json) print(JSON.stringify({ workflowId, runId, status: 'started' }));
    else print(`Started ${workflowId}. Watch it: backlot watch ${name}; stop it: backlot cancel ${name}`);
    return 0;
  }
  const screen = json ? (): void => undefined : screenFor(process.stdout);
  const outcome = await attend(client, workflowId, screen);
  if (json) print(JSON.stringify({ ...outcome, runId }));
  else printOutcome(outcome, name);
  return judge !== undefined && outcome.status === 'completed' ? judge(outcome.result) : exitCodeOf(outcome);
}

/** Prints the end of an operation for people: its result, its failure, or how to come back to it. */
export function printOutcome({ workflow = '', status, result, error }: Outcome, name: string): void {
  if (status === 'running') console.error(`\n${comeBack(name)}`);
  else if (error !== undefined) console.error(`${error.code}: ${error.message}`);
  else if (result !== undefined) for (const line of renderResult(workflow, result)) print(line);
}

function print(line: string): void {
  console.log(line);
}

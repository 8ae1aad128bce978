import { attend, comeBack, exitCodeOf, type Outcome } from './attend.js';
import type { Client } from '@temporalio/client';
import { screenFor } from './live/screen.js';

/** How a command reports an operation that it started. */
export interface ReportOptions<Result> {
  readonly client: Client;
  readonly workflowId: string;
  readonly runId: string;
  /** What a person types to come back: an environment, a database, a workflow id. */
  readonly name: string;
  readonly wait: boolean;
  readonly json: boolean;
  /** Says in words what was done. */
  readonly render: (result: Result) => readonly string[];
}

/**
 * Prints that an operation was started, or waits for its end and prints what came of it. With `json`, standard output
 * gets one document and nothing else.
 *
 * @returns the exit code.
 */
export async function report<Result>(options: ReportOptions<Result>): Promise<number> {
  const { client, workflowId, runId, name, wait, json, render } = options;
  if (!wait) {
    if (json) print(JSON.stringify({ workflowId, runId, status: 'started' }));
    else print(`Started ${workflowId}. Watch it: backlot watch ${name}; stop it: backlot cancel ${name}`);
    return 0;
  }
  const screen = json ? (): void => undefined : screenFor(process.stdout);
  const outcome = await attend(client, workflowId, screen);
  if (json) print(JSON.stringify({ ...outcome, runId }));
  else printOutcome(outcome, name, (result) => render(result as Result));
  return exitCodeOf(outcome);
}

/** Prints the end of an operation for people: its result, its failure, or how to come back to it. */
export function printOutcome(
  { status, result, error }: Outcome,
  name: string,
  render: (result: unknown) => readonly string[],
): void {
  if (status === 'running') console.error(`\n${comeBack(name)}`);
  else if (error !== undefined) console.error(`${error.code}: ${error.message}`);
  else for (const line of render(result)) print(line);
}

function print(line: string): void {
  console.log(line);
}

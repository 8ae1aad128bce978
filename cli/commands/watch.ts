import type { Command } from 'commander';
import { attend, exitCodeOf } from '../operations/attend.js';
import { withTemporal } from '../operations/connect.js';
import { findOperation } from '../operations/find-operation.js';
import { jsonScreen, screenFor } from '../operations/live/screen.js';
import { printOutcome } from '../operations/report.js';
import { exampleHelp } from '../output/examples.js';

interface WatchOptions {
  readonly json?: boolean;
}

/** Adds `backlot watch`: the live view of a running operation. */
export function registerWatchCommand(program: Command): void {
  program
    .command('watch')
    .description('watch a running operation: every database with its step, rows, bytes and remaining time')
    .argument('<name>', 'an environment, a database, or a workflow id')
    .option('--json', 'print one line of JSON for every change, and the outcome as the last')
    .addHelpText(
      'after',
      exampleHelp([
        ['backlot watch qa1', 'what holds the environment now'],
        ['backlot watch sanitize/users', 'one operation by its workflow id, also when it has ended'],
        ['backlot watch qa1 | tee refresh.log', 'one line for every change'],
      ]),
    )
    .action(async (name: string, options: WatchOptions) => {
      process.exitCode = await watch(name, options);
    });
}

async function watch(name: string, { json }: WatchOptions): Promise<number> {
  return withTemporal(async (client) => {
    const workflowId = name.includes('/') ? name : await findOperation(client, name);
    const outcome = await attend(
      client,
      workflowId,
      json === true ? jsonScreen(process.stdout) : screenFor(process.stdout),
    );
    if (json === true) console.log(JSON.stringify(outcome));
    else printOutcome(outcome, name);
    return exitCodeOf(outcome);
  });
}

import type { Command } from 'commander';
import { fleetDirectory } from '../../config/environment.js';
import { runWorkers } from '../../workers/run-workers.js';
import { withTemporal } from '../operations/connect.js';
import { installRuntime } from '../operations/worker-runtime.js';
import { exampleHelp } from '../output/examples.js';
import { exitCodes } from '../output/exit-codes.js';
import { fleetOption } from './option-values.js';

const lastWordsMs = 5_000;

interface WorkerOptions {
  readonly fleet?: string;
  readonly json?: boolean;
}

/** Adds `backlot worker`: does the work that Temporal hands out. */
export function registerWorkerCommand(program: Command): void {
  program
    .command('worker')
    .description('do the work: serve the task queues that BACKLOT_QUEUES names, in a sandbox all of them')
    .option(...fleetOption)
    .option('--json', 'write logs as JSON lines, as they are off a terminal anyway')
    .addHelpText(
      'after',
      exampleHelp([
        ['backlot worker --fleet examples/acme', 'in a sandbox: all queues'],
        ['BACKLOT_QUEUES=backlot,backlot-hooks backlot worker', 'elsewhere every process names what it serves'],
      ]),
    )
    .action(worker);
}

async function worker({ fleet, json }: WorkerOptions): Promise<void> {
  const log = installRuntime(json === true || process.stderr.isTTY !== true);
  // The worker's own connection would say less about a server that is not there.
  await withTemporal(() => Promise.resolve());
  const workers = await runWorkers(fleetDirectory(fleet));
  log(`Serving ${workers.queues.join(', ')}. Ctrl-C stops it.`);

  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(exitCodes.interrupted);
    stopping = true;
    log('Stopping: what runs may end first, for half a minute at most. Ctrl-C again stops at once.');
    // How the workers end is told by `done`.
    workers.stop().catch(() => undefined);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    await workers.done;
  } catch (error) {
    workers.stop().catch(() => undefined);
    // Connections that a failed worker left open would keep the process, and with it its supervisor, waiting.
    setTimeout(() => process.exit(), lastWordsMs).unref();
    throw error;
  } finally {
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
  }
}

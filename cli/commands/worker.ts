import type { Command } from 'commander';
import { fleetDirectory } from '../../config/environment.js';
import { exampleHelp } from '../output/examples.js';
import { exitCodes } from '../output/exit-codes.js';
import { fleetOption } from './option-values.js';

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
  const { installRuntime } = await import('../operations/worker-runtime.js');
  installRuntime(json === true || process.stderr.isTTY !== true);
  const { runWorkers } = await import('../../workers/run-workers.js');
  const workers = await runWorkers(fleetDirectory(fleet));
  console.error(`Serving ${workers.queues.join(', ')}. Ctrl-C stops it.`);

  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(exitCodes.interrupted);
    stopping = true;
    console.error('Stopping: what runs may end first, for half a minute at most. Ctrl-C again stops at once.');
    // How the workers end is told by `done`.
    workers.stop().catch(() => undefined);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    await workers.done;
  } finally {
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
  }
}

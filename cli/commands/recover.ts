import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { Command } from 'commander';
import type { SpawnProgress } from '../../domain/messages/spawn.js';
import { mainQueue } from '../../domain/queues.js';
import { withTemporal } from '../operations/connect.js';
import { failureOf } from '../operations/failure-of.js';
import { findOperation } from '../operations/find-operation.js';
import { requireWorkers } from '../operations/require-workers.js';
import { exampleHelp } from '../output/examples.js';
import { exitCodes } from '../output/exit-codes.js';
import { jsonOption } from './option-values.js';

interface RecoverOptions {
  readonly skip?: boolean;
  readonly json?: boolean;
}

/** Adds `backlot retry`: a step of a spawn that failed is tried again, or a hook left out. */
export function registerRetryCommand(program: Command): void {
  program
    .command('retry')
    .description('let a failed step of a spawn be tried again, or a failed hook be left out')
    .argument('<name>', 'the environment, or the workflow id of its spawn')
    .argument('<step>', 'the step as backlot watch names it; with --skip the name of the hook')
    .option('--skip', 'go on without a hook that failed')
    .option(...jsonOption)
    .addHelpText(
      'after',
      exampleHelp([
        ['backlot retry qa1 qa1.account', 'after the cause has been mended'],
        ['backlot retry qa1 seed --skip', 'go on without the hook'],
      ]),
    )
    .action((name: string, step: string, { skip, json }: RecoverOptions) =>
      skip === true ? send(name, 'skipHook', { hook: step }, json) : send(name, 'retryStep', { step }, json),
    );
}

/** Adds `backlot abandon`: gives a spawn up after one of its steps has failed. */
export function registerAbandonCommand(program: Command): void {
  program
    .command('abandon')
    .description('give up a spawn after a step has failed; what it made stays, and spawning again goes on')
    .argument('<name>', 'the environment, or the workflow id of its spawn')
    .option('--reason <text>', 'why')
    .option(...jsonOption)
    .addHelpText('after', exampleHelp([['backlot abandon qa1 --reason "wrong blueprint"', 'free the environment']]))
    .action((name: string, { reason, json }: { reason?: string; json?: boolean }) =>
      send(name, 'abandon', reason === undefined ? {} : { reason }, json),
    );
}

async function send(name: string, update: string, input: object, json: boolean | undefined): Promise<void> {
  await withTemporal(async (client) => {
    await requireWorkers(client, [mainQueue]);
    const workflowId = await findOperation(client, name);
    try {
      const handle = client.workflow.getHandle(workflowId);
      const progress = await handle.executeUpdate<SpawnProgress, [object]>(update, { args: [input] });
      console.log(json === true ? JSON.stringify({ workflowId, progress }) : `${workflowId}: ${progress.phase}`);
    } catch (error) {
      if (!(error instanceof WorkflowUpdateFailedError)) throw error;
      const refused = failureOf(error);
      process.exitCode = exitCodes.failed;
      if (json === true) console.log(JSON.stringify({ workflowId, refused }));
      else console.error(`${refused.code}: ${refused.message}`);
    }
  });
}

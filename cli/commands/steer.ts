import type { Command } from 'commander';
import { withTemporal } from '../operations/connect.js';
import { findOperation } from '../operations/find-operation.js';
import { steer, type SteeringUpdate } from '../operations/steer.js';
import { exampleHelp } from '../output/examples.js';
import { exitCodes } from '../output/exit-codes.js';
import { jsonOption } from './option-values.js';

interface SteerOptions {
  readonly json?: boolean;
}

const target = '<environment>';
const targetHelp = 'the environment, or the workflow id of its refresh';

/** Adds `backlot pause`: a running refresh begins no further step. */
export function registerPauseCommand(program: Command): void {
  program
    .command('pause')
    .description('let a running refresh begin no further step; those that run end')
    .argument(target, targetHelp)
    .option(...jsonOption)
    .addHelpText('after', exampleHelp([['backlot pause qa1', 'nothing is cut over until it is resumed']]))
    .action((name: string, options: SteerOptions) => send(name, { update: 'pause' }, options));
}

/** Adds `backlot resume`: a paused refresh goes on. */
export function registerResumeCommand(program: Command): void {
  program
    .command('resume')
    .description('let a paused refresh go on')
    .argument(target, targetHelp)
    .option(...jsonOption)
    .addHelpText('after', exampleHelp([['backlot resume qa1', 'go on where it was paused']]))
    .action((name: string, options: SteerOptions) => send(name, { update: 'resume' }, options));
}

/** Adds `backlot skip`: a running refresh leaves one database as it is. */
export function registerSkipCommand(program: Command): void {
  program
    .command('skip')
    .description('let a running refresh leave one database as it is, and go on with the others')
    .argument(target, targetHelp)
    .argument('<database>', 'the database that keeps its old generation')
    .option(...jsonOption)
    .addHelpText('after', exampleHelp([['backlot skip qa1 orders', 'refresh the others only']]))
    .action((name: string, database: string, options: SteerOptions) =>
      send(name, { update: 'skipDatabase', database }, options),
    );
}

/** Adds `backlot cancel`: stops an operation, which clears up after itself. */
export function registerCancelCommand(program: Command): void {
  program
    .command('cancel')
    .description('stop an operation: before the cutover it deletes what it made, after it the new generation stays')
    .argument('<name>', 'an environment, a database, or a workflow id')
    .option(...jsonOption)
    .addHelpText(
      'after',
      exampleHelp([
        ['backlot cancel qa1', 'stop what holds the environment'],
        ['backlot cancel sanitize/users', 'stop one operation by its workflow id'],
      ]),
    )
    .action(cancel);
}

async function send(name: string, update: SteeringUpdate, { json }: SteerOptions): Promise<void> {
  await withTemporal(async (client) => {
    const workflowId = await findOperation(client, name);
    const answer = await steer(client, workflowId, update);
    if ('refused' in answer) process.exitCode = exitCodes.failed;
    if (json === true) console.log(JSON.stringify({ workflowId, ...answer }));
    else if ('refused' in answer) console.error(`${answer.refused.code}: ${answer.refused.message}`);
    else console.log(`${workflowId}: ${answer.progress.paused ? 'paused, ' : ''}${answer.progress.phase}`);
  });
}

async function cancel(name: string, { json }: SteerOptions): Promise<void> {
  await withTemporal(async (client) => {
    const workflowId = await findOperation(client, name);
    await client.workflow.getHandle(workflowId).cancel();
    if (json === true) console.log(JSON.stringify({ workflowId, status: 'cancelling' }));
    else console.log(`${workflowId} is told to stop; it clears up first. Watch it: backlot watch ${workflowId}`);
  });
}

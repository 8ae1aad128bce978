import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { fleetDirectory } from '../../config/environment.js';
import { BacklotError } from '../../domain/errors.js';
import { mainQueue } from '../../domain/queues.js';
import { confirm, sendApproval, sendRejection, waitingRequest, type DecisionAnswer } from '../approvals/decide.js';
import { withTemporal } from '../operations/connect.js';
import { findOperation } from '../operations/find-operation.js';
import { requireWorkers } from '../operations/require-workers.js';
import { steer } from '../operations/steer.js';
import { exampleHelp } from '../output/examples.js';
import { exitCodes } from '../output/exit-codes.js';
import { fleetOption, jsonOption } from './option-values.js';

// An empty variable in a script, or a single letter, would fit whatever waits.
const shortestDigest = 8;

interface ApproveOptions {
  readonly digest?: string;
  readonly yes?: boolean;
  readonly fleet?: string;
  readonly json?: boolean;
}

interface RejectOptions {
  readonly digest?: string;
  readonly reason: string;
  readonly json?: boolean;
}

/** Adds `backlot approve`: lets plans be applied, or a new generation serve, as whoever sits at the terminal. */
export function registerApproveCommand(program: Command): void {
  program
    .command('approve')
    .description('let what waits for a person go on: the plans of a spawn, or the new generation of a refresh')
    .argument('<name>', 'the environment, or the workflow id of its operation')
    .option('--digest <digest>', 'only plans of this digest, or of one that begins so')
    .option('--yes', 'do not ask; the digest must be given then')
    .option(...fleetOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      exampleHelp([
        ['backlot approve qa1', 'see what would be done, and type the beginning of its digest'],
        ['backlot approve qa1 --digest 3fa1… --yes', 'for scripts: exactly what somebody has looked at'],
      ]),
    )
    .action((name: string, options: ApproveOptions) =>
      withTemporal(async (client) => {
        const workflowId = await findOperation(client, name);
        if (await isSpawn(client, workflowId)) await approve(client, workflowId, options);
        else await approveCutover(client, workflowId, options.json === true);
      }),
    );
}

/** Adds `backlot reject`: ends an operation before what waits for a person. */
export function registerRejectCommand(program: Command): void {
  program
    .command('reject')
    .description('end a spawn instead of letting its plans be applied')
    .argument('<name>', 'the environment, or the workflow id of its operation')
    .requiredOption('--reason <text>', 'why; whoever asked for it reads it')
    .option('--digest <digest>', 'only plans of this digest, or of one that begins so')
    .option(...jsonOption)
    .addHelpText('after', exampleHelp([['backlot reject qa1 --reason "wrong region"', 'nothing of it is applied']]))
    .action((name: string, { digest, reason, json }: RejectOptions) =>
      withTemporal(async (client) => {
        await requireWorkers(client, [mainQueue]);
        const workflowId = await findOperation(client, name);
        const request = await waitingRequest(client, workflowId, digest);
        show(workflowId, await sendRejection(client, workflowId, request, reason), json === true);
      }),
    );
}

async function approve(
  client: Client,
  workflowId: string,
  { digest, yes, fleet, json }: ApproveOptions,
): Promise<void> {
  if (yes === true && (digest ?? '').length < shortestDigest) {
    throw new BacklotError(
      'InvalidInput',
      '--yes approves without asking, so it needs the --digest of what somebody has looked at, or at least its first ' +
        `${shortestDigest} characters. Nothing was approved.`,
    );
  }
  await requireWorkers(client, [mainQueue]);
  const request = await waitingRequest(client, workflowId, digest);
  if (yes !== true && !(await confirm(request))) {
    console.error('That is not how the digest begins, so nothing was approved.');
    process.exitCode = exitCodes.failed;
    return;
  }
  show(workflowId, await sendApproval(client, workflowId, request, fleetDirectory(fleet)), json === true);
}

async function approveCutover(client: Client, workflowId: string, json: boolean): Promise<void> {
  const answer = await steer(client, workflowId, { update: 'approveCutover' });
  show(workflowId, answer, json);
}

async function isSpawn(client: Client, workflowId: string): Promise<boolean> {
  return (await client.workflow.getHandle(workflowId).describe()).type === 'spawnAccount';
}

function show(workflowId: string, answer: DecisionAnswer | Awaited<ReturnType<typeof steer>>, json: boolean): void {
  if ('refused' in answer) process.exitCode = exitCodes.failed;
  if (json) console.log(JSON.stringify({ workflowId, ...answer }));
  else if ('refused' in answer) console.error(`${answer.refused.code}: ${answer.refused.message}`);
  else console.log(`${workflowId}: ${answer.progress.phase}`);
}

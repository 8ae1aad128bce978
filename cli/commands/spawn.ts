import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { fleetDirectory } from '../../config/environment.js';
import { requireFleet } from '../../config/require-fleet.js';
import { BacklotError } from '../../domain/errors.js';
import type { OnBusy } from '../../domain/messages/refresh.js';
import type { SpawnInput } from '../../domain/messages/spawn.js';
import { requireEnvironment } from '../operations/check-names.js';
import { withTemporal } from '../operations/connect.js';
import { queuesOfSpawn } from '../operations/needed-queues.js';
import { report } from '../operations/report.js';
import { requestedBy } from '../operations/requested-by.js';
import { requireWorkers } from '../operations/require-workers.js';
import { startOperation, type OperationHandle } from '../operations/start-operation.js';
import { workflowIds } from '../operations/workflow-ids.js';
import { exampleHelp } from '../output/examples.js';
import { exitCodes } from '../output/exit-codes.js';
import { fleetOption, jsonOption, onBusy, operationId } from './option-values.js';

interface SpawnOptions {
  readonly wait?: boolean;
  readonly onBusy: OnBusy;
  readonly operationId?: string;
  readonly fleet?: string;
  readonly json?: boolean;
}

/** Adds `backlot spawn`: makes an environment, or brings it to what its file says. */
export function registerSpawnCommand(program: Command): void {
  program
    .command('spawn')
    .description('make an environment from its account file, or bring it to what the file says now')
    .argument('<environment>', 'the name of its account file')
    .option('--wait', 'stay and watch until it has ended')
    .option(
      '--on-busy <what>',
      'while another operation holds the environment: fail, skip, wait:DURATION',
      onBusy,
      'fail',
    )
    .option('--operation-id <id>', 'continue an earlier operation: same id, same account', operationId)
    .option(...fleetOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      exampleHelp([
        ['backlot spawn qa1 --wait', 'start and watch; Ctrl-C leaves it running'],
        ['backlot spawn qa1 --on-busy wait:2h --json', 'for scripts: queue behind whoever works on it'],
        ['backlot approve qa1', 'look at the plans that wait for a person, and let them be applied'],
      ]),
    )
    .action(async (environment: string, options: SpawnOptions) => {
      process.exitCode = await spawn(environment, options);
    });
}

async function spawn(name: string, options: SpawnOptions): Promise<number> {
  const account = requireEnvironment(await requireFleet(fleetDirectory(options.fleet)), name);
  const json = options.json === true;
  return withTemporal(async (client) => {
    await requireWorkers(client, queuesOfSpawn(account));
    const handle = await start(client, {
      account: name,
      ...(options.operationId === undefined ? {} : { operationId: options.operationId }),
      onBusy: options.onBusy,
      requestedBy: requestedBy(),
    });
    if (handle === undefined) return skipped(name, json);
    const { workflowId, firstExecutionRunId: runId } = handle;
    return report({
      client,
      workflowId,
      runId,
      json,
      name: workflowId === workflowIds.spawn(name) ? name : workflowId,
      wait: options.wait === true,
    });
  });
}

/** Starts the spawn under its canonical id; when that is taken, does what `onBusy` says. */
async function start(client: Client, input: SpawnInput): Promise<OperationHandle<'spawnAccount'> | undefined> {
  const { account, onBusy: busy = 'fail', requestedBy: who = '' } = input;
  const begin = (workflowId: string) =>
    startOperation(client, {
      workflow: 'spawnAccount',
      workflowId,
      input: [input],
      summary: `Spawn of ${account}, for ${who}`,
      name: account,
    });
  try {
    return await begin(workflowIds.spawn(account));
  } catch (error) {
    if (!(error instanceof BacklotError) || error.code !== 'LeaseHeld' || busy === 'fail') throw error;
    if (busy === 'skip') return undefined;
    return begin(workflowIds.queuedSpawn(account));
  }
}

function skipped(name: string, json: boolean): number {
  const holder = workflowIds.spawn(name);
  if (json) console.log(JSON.stringify({ workflowId: holder, status: 'skipped' }));
  else console.log(`Nothing was done: ${holder} is running already. Watch it: backlot watch ${name}`);
  return exitCodes.ok;
}

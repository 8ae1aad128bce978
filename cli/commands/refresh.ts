import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { fleetDirectory } from '../../config/environment.js';
import { requireFleet } from '../../config/require-fleet.js';
import { BacklotError } from '../../domain/errors.js';
import type { OnBusy, RefreshInput } from '../../domain/messages/refresh.js';
import { mainQueue } from '../../domain/queues.js';
import { requireFilledEnvironment, requireIncluded } from '../operations/check-names.js';
import { withTemporal } from '../operations/connect.js';
import { queuesOfRefresh } from '../operations/needed-queues.js';
import { report } from '../operations/report.js';
import { requestedBy } from '../operations/requested-by.js';
import { requireWorkers } from '../operations/require-workers.js';
import { startOperation, type OperationHandle } from '../operations/start-operation.js';
import { workflowIds } from '../operations/workflow-ids.js';
import { exampleHelp } from '../output/examples.js';
import { exitCodes } from '../output/exit-codes.js';
import { duration, fleetOption, jsonOption, onBusy, operationId, several } from './option-values.js';

interface RefreshOptions {
  readonly database?: readonly string[];
  readonly maxAge?: string;
  readonly estimate?: boolean;
  readonly wait?: boolean;
  readonly onBusy: OnBusy;
  readonly operationId?: string;
  readonly fleet?: string;
  readonly json?: boolean;
}

/** Adds `backlot refresh`: starts a refresh of an environment, or estimates it. */
export function registerRefreshCommand(program: Command): void {
  program
    .command('refresh')
    .description('fill an environment with fresh, sanitised copies of its databases')
    .argument('<environment>', 'the name of its account file')
    .option('-d, --database <name>', 'only this database; may be given several times', several)
    .option('--max-age <duration>', 'how old an image may be; images.maxAge of the fleet by default', duration)
    .option('--estimate', 'start nothing; say what would be copied, how long it would take and what it would cost')
    .option('--wait', 'stay and watch until it has ended')
    .option(
      '--on-busy <what>',
      'while another operation holds the environment: fail, skip, wait:DURATION',
      onBusy,
      'fail',
    )
    .option('--operation-id <id>', 'continue an earlier operation: same id, same resources', operationId)
    .option(...fleetOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      exampleHelp([
        ['backlot refresh qa1 --wait', 'start and watch; Ctrl-C leaves it running'],
        ['backlot refresh qa1 -d users --max-age 12h', 'one database, with an image of the last 12 hours'],
        ['backlot refresh qa1 --estimate', 'what it would cost'],
        ['backlot refresh qa1 --on-busy wait:2h --json', 'for scripts: queue behind whoever works on it'],
      ]),
    )
    .action(async (environment: string, options: RefreshOptions) => {
      process.exitCode = await refresh(environment, options);
    });
}

async function refresh(name: string, options: RefreshOptions): Promise<number> {
  const fleet = await requireFleet(fleetDirectory(options.fleet));
  const account = requireFilledEnvironment(fleet, name);
  requireIncluded(fleet, account, options.database ?? []);
  const input = inputOf(name, options);
  const json = options.json === true;
  return withTemporal(async (client) => {
    if (options.estimate === true) {
      await requireWorkers(client, [mainQueue]);
      return estimate(client, input, json);
    }
    await requireWorkers(client, queuesOfRefresh(fleet, account, options.database));
    const handle = await start(client, input);
    if (handle === undefined) return skipped(name, json);
    const { workflowId, firstExecutionRunId: runId } = handle;
    return report({
      client,
      workflowId,
      runId,
      json,
      name: workflowId === workflowIds.refresh(name) ? name : workflowId,
      wait: options.wait === true,
    });
  });
}

function inputOf(account: string, { database, maxAge, operationId, onBusy }: RefreshOptions): RefreshInput {
  return {
    account,
    ...(database === undefined ? {} : { databases: database }),
    ...(maxAge === undefined ? {} : { maxAge }),
    ...(operationId === undefined ? {} : { operationId }),
    onBusy,
    requestedBy: requestedBy(),
  };
}

/** Starts the refresh under its canonical id; when that is taken, does what `onBusy` says. */
async function start(client: Client, input: RefreshInput): Promise<OperationHandle<'refreshEnvironment'> | undefined> {
  const { account, databases, onBusy = 'fail', requestedBy: who = '' } = input;
  const what = databases === undefined ? account : `${databases.join(', ')} in ${account}`;
  const begin = (workflowId: string) =>
    startOperation(client, {
      workflow: 'refreshEnvironment',
      workflowId,
      input: [input],
      summary: `Refresh of ${what}, for ${who}`,
      name: account,
    });
  try {
    return await begin(workflowIds.refresh(account));
  } catch (error) {
    if (!(error instanceof BacklotError) || error.code !== 'LeaseHeld' || onBusy === 'fail') throw error;
    if (onBusy === 'skip') return undefined;
    // It waits for its turn as a workflow, where a closed terminal does not matter.
    return begin(workflowIds.queuedRefresh(account));
  }
}

function skipped(name: string, json: boolean): number {
  const holder = workflowIds.refresh(name);
  if (json) console.log(JSON.stringify({ workflowId: holder, status: 'skipped' }));
  else console.log(`Nothing was done: ${holder} is running already. Watch it: backlot watch ${name}`);
  return exitCodes.ok;
}

async function estimate(client: Client, input: RefreshInput, json: boolean): Promise<number> {
  const { workflowId, firstExecutionRunId: runId } = await startOperation(client, {
    workflow: 'estimateRefresh',
    workflowId: workflowIds.estimate(input.account),
    input: [input],
    summary: `Estimate of a refresh of ${input.account}`,
    name: input.account,
  });
  return report({ client, workflowId, runId, name: workflowId, wait: true, json });
}

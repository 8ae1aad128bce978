import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { fleetDirectory } from '../../config/environment.js';
import { requireFleet } from '../../config/require-fleet.js';
import type { OnBusy, RefreshInput } from '../../domain/messages/refresh.js';
import { mainQueue } from '../../domain/queues.js';
import { requireFilledEnvironment, requireIncluded } from '../operations/check-names.js';
import { withTemporal } from '../operations/connect.js';
import { queuesOfRefresh } from '../operations/needed-queues.js';
import { report } from '../operations/report.js';
import { requestedBy } from '../operations/requested-by.js';
import { requireWorkers } from '../operations/require-workers.js';
import { runInTurn, type QueueableStart } from '../operations/run-in-turn.js';
import { startOperation } from '../operations/start-operation.js';
import { workflowIds } from '../operations/workflow-ids.js';
import { exampleHelp } from '../output/examples.js';
import { duration, fleetOption, jsonOption, onBusyOption, operationId, several } from './option-values.js';

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
    .option(...onBusyOption)
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
    const { databases, requestedBy: who = '' } = input;
    const what = databases === undefined ? name : `${databases.join(', ')} in ${name}`;
    const operation = {
      workflow: 'refreshEnvironment',
      workflowId: workflowIds.refresh(name),
      queuedId: workflowIds.queuedRefresh(name),
      input: [input],
      summary: `Refresh of ${what}, for ${who}`,
      name,
    } as const satisfies QueueableStart<'refreshEnvironment'>;
    return runInTurn(client, operation, { onBusy: options.onBusy, wait: options.wait === true, json });
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

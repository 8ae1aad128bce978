import type { Command } from 'commander';
import { fleetDirectory } from '../../config/environment.js';
import { requireFleet } from '../../config/require-fleet.js';
import type { OnBusy } from '../../domain/messages/refresh.js';
import { requireFilledEnvironment } from '../operations/check-names.js';
import { withTemporal } from '../operations/connect.js';
import { queuesOfRollback } from '../operations/needed-queues.js';
import { report } from '../operations/report.js';
import { requestedBy } from '../operations/requested-by.js';
import { requireWorkers } from '../operations/require-workers.js';
import { startOperation } from '../operations/start-operation.js';
import { workflowIds } from '../operations/workflow-ids.js';
import { exampleHelp } from '../output/examples.js';
import { fleetOption, jsonOption, onBusyOption } from './option-values.js';

interface RollbackOptions {
  readonly wait?: boolean;
  readonly onBusy: OnBusy;
  readonly fleet?: string;
  readonly json?: boolean;
}

/** Adds `backlot rollback`: lets the previous generation of an environment serve again. */
export function registerRollbackCommand(program: Command): void {
  program
    .command('rollback')
    .description('let the previous generation of an environment serve again; what was written since is lost')
    .argument('<environment>', 'the name of its account file')
    .option('--wait', 'stay and watch until it has ended')
    .option(...onBusyOption)
    .option(...fleetOption)
    .option(...jsonOption)
    .addHelpText('after', exampleHelp([['backlot rollback qa1 --wait', 'go back, and see what is lost']]))
    .action(async (environment: string, options: RollbackOptions) => {
      process.exitCode = await rollback(environment, options);
    });
}

async function rollback(name: string, options: RollbackOptions): Promise<number> {
  const fleet = await requireFleet(fleetDirectory(options.fleet));
  const account = requireFilledEnvironment(fleet, name);
  const who = requestedBy();
  return withTemporal(async (client) => {
    await requireWorkers(client, queuesOfRollback(account));
    const { workflowId, firstExecutionRunId: runId } = await startOperation(client, {
      workflow: 'rollbackEnvironment',
      workflowId: workflowIds.rollback(name),
      input: [{ account: name, onBusy: options.onBusy, requestedBy: who }],
      summary: `Rollback of ${name}, for ${who}`,
      name: workflowIds.rollback(name),
    });
    return report({
      client,
      workflowId,
      runId,
      name: workflowId,
      wait: options.wait === true,
      json: options.json === true,
    });
  });
}

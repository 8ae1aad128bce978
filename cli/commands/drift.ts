import type { Command } from 'commander';
import { fleetDirectory } from '../../config/environment.js';
import { requireFleet } from '../../config/require-fleet.js';
import type { DriftReport } from '../../domain/messages/drift.js';
import { requireEnvironment } from '../operations/check-names.js';
import { withTemporal } from '../operations/connect.js';
import { queuesOfDrift } from '../operations/needed-queues.js';
import { driftExitCode } from '../operations/render-drift.js';
import { report } from '../operations/report.js';
import { requestedBy } from '../operations/requested-by.js';
import { requireWorkers } from '../operations/require-workers.js';
import { startOperation } from '../operations/start-operation.js';
import { workflowIds } from '../operations/workflow-ids.js';
import { exampleHelp } from '../output/examples.js';
import { fleetOption, jsonOption } from './option-values.js';

/** Adds `backlot drift`: what somebody else has changed, and what an apply would change besides. */
export function registerDriftCommand(program: Command): void {
  program
    .command('drift')
    .description('look for what was changed by hand, and for what was never applied; changes nothing')
    .argument('[environment]', 'the name of its account file; every environment that has an account by default')
    .option(...fleetOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      exampleHelp([
        ['backlot drift qa1', 'every stack, the databases and their names; exit code 4 when something differs'],
        ['backlot drift', 'all environments, as the nightly schedule looks at them'],
        ['backlot drift qa1 --json', 'for CI'],
      ]),
    )
    .action(async (environment: string | undefined, options: { fleet?: string; json?: boolean }) => {
      process.exitCode = await drift(environment, options);
    });
}

async function drift(name: string | undefined, options: { fleet?: string; json?: boolean }): Promise<number> {
  const fleet = await requireFleet(fleetDirectory(options.fleet));
  const accounts = name === undefined ? Object.values(fleet.accounts) : [requireEnvironment(fleet, name)];
  const account = name === undefined ? {} : { account: name };
  const workflowId = workflowIds.drift(name);
  return withTemporal(async (client) => {
    await requireWorkers(client, queuesOfDrift(accounts));
    const { firstExecutionRunId: runId } = await startOperation(client, {
      workflow: 'detectDrift',
      workflowId,
      input: [{ ...account, requestedBy: requestedBy() }],
      summary: `Drift of ${name ?? 'every environment'}, for ${requestedBy()}`,
      name: workflowId,
    });
    return report({
      client,
      workflowId,
      runId,
      name: workflowId,
      wait: true,
      json: options.json === true,
      judge: (result) => driftExitCode(result as DriftReport),
    });
  });
}

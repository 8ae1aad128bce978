import type { Command } from 'commander';
import { fleetDirectory } from '../../config/environment.js';
import { requireFleet } from '../../config/require-fleet.js';
import type { ParityReport } from '../../domain/messages/parity.js';
import { requireFilledEnvironment } from '../operations/check-names.js';
import { withTemporal } from '../operations/connect.js';
import { queuesOfParity } from '../operations/needed-queues.js';
import { parityExitCode } from '../operations/render-parity.js';
import { report } from '../operations/report.js';
import { requestedBy } from '../operations/requested-by.js';
import { requireWorkers } from '../operations/require-workers.js';
import { startOperation } from '../operations/start-operation.js';
import { workflowIds } from '../operations/workflow-ids.js';
import { exampleHelp } from '../output/examples.js';
import { fleetOption, jsonOption } from './option-values.js';

/** Adds `backlot parity`: compares an environment with production. */
export function registerParityCommand(program: Command): void {
  program
    .command('parity')
    .description('compare an environment with production, and say why each difference is there; changes nothing')
    .argument('<environment>', 'the name of its account file')
    .option(...fleetOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      exampleHelp([
        ['backlot parity qa1', 'every difference; exit code 4 when one is drifted or missing'],
        ['backlot parity qa1 --json', 'for CI'],
      ]),
    )
    .action(async (environment: string, options: { fleet?: string; json?: boolean }) => {
      process.exitCode = await parity(environment, options);
    });
}

async function parity(name: string, { fleet, json }: { fleet?: string; json?: boolean }): Promise<number> {
  const account = requireFilledEnvironment(await requireFleet(fleetDirectory(fleet)), name);
  return withTemporal(async (client) => {
    await requireWorkers(client, queuesOfParity(account));
    const { workflowId, firstExecutionRunId: runId } = await startOperation(client, {
      workflow: 'compareParity',
      workflowId: workflowIds.parity(name),
      input: [{ account: name, requestedBy: requestedBy() }],
      summary: `Comparison of ${name} with production, for ${requestedBy()}`,
      name,
    });
    return report({
      client,
      workflowId,
      runId,
      name: workflowId,
      wait: true,
      json: json === true,
      judge: (result) => parityExitCode(result as ParityReport),
    });
  });
}

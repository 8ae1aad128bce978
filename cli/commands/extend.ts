import type { Command } from 'commander';
import { mainQueue } from '../../domain/queues.js';
import { requireName } from '../operations/check-names.js';
import { withTemporal } from '../operations/connect.js';
import { report } from '../operations/report.js';
import { requestedBy } from '../operations/requested-by.js';
import { requireWorkers } from '../operations/require-workers.js';
import { startOperation } from '../operations/start-operation.js';
import { workflowIds } from '../operations/workflow-ids.js';
import { exampleHelp } from '../output/examples.js';
import { duration, jsonOption } from './option-values.js';

/** Adds `backlot extend`: lets an environment stay longer. */
export function registerExtendCommand(program: Command): void {
  program
    .command('extend')
    .description('let an environment stay longer than its file says')
    .argument('<environment>', 'the name of its account file')
    .requiredOption('--by <duration>', 'how much longer', duration)
    .option(...jsonOption)
    .addHelpText('after', exampleHelp([['backlot extend qa1 --by 7d', 'a week more than it has now']]))
    .action(async (environment: string, { by, json }: { by: string; json?: boolean }) => {
      process.exitCode = await extend(environment, by, json === true);
    });
}

async function extend(name: string, by: string, json: boolean): Promise<number> {
  requireName(name);
  return withTemporal(async (client) => {
    await requireWorkers(client, [mainQueue]);
    const { workflowId, firstExecutionRunId: runId } = await startOperation(client, {
      workflow: 'extendEnvironment',
      workflowId: workflowIds.extend(name),
      input: [{ account: name, by, requestedBy: requestedBy() }],
      summary: `${name} stays ${by} longer`,
      name,
    });
    return report({ client, workflowId, runId, name: workflowId, wait: true, json });
  });
}

import type { Command } from 'commander';
import { fleetDirectory } from '../../config/environment.js';
import { requireFleet } from '../../config/require-fleet.js';
import { requireDatabase } from '../operations/check-names.js';
import { withTemporal } from '../operations/connect.js';
import { queuesOfSanitize } from '../operations/needed-queues.js';
import { report } from '../operations/report.js';
import { requestedBy } from '../operations/requested-by.js';
import { requireWorkers } from '../operations/require-workers.js';
import { startOperation } from '../operations/start-operation.js';
import { workflowIds } from '../operations/workflow-ids.js';
import { exampleHelp } from '../output/examples.js';
import { fleetOption, jsonOption, operationId } from './option-values.js';

interface SanitizeOptions {
  readonly epoch?: string;
  readonly wait?: boolean;
  readonly operationId?: string;
  readonly fleet?: string;
  readonly json?: boolean;
}

/** Adds `backlot sanitize`: makes an image of one production database. */
export function registerSanitizeCommand(program: Command): void {
  program
    .command('sanitize')
    .description('make a sanitised image of one production database')
    .argument('<database>', 'its name in the fleet, or that of a family’s member')
    .option('--epoch <name>', 'images of one epoch share their pseudonyms; today’s date in UTC by default')
    .option('--wait', 'stay and watch until it has ended')
    .option('--operation-id <id>', 'continue an earlier operation: same id, same resources', operationId)
    .option(...fleetOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      exampleHelp([
        ['backlot sanitize users --wait', 'start and watch; Ctrl-C leaves it running'],
        ['backlot sanitize users --json', 'for scripts: prints the workflow id and returns'],
      ]),
    )
    .action(async (database: string, options: SanitizeOptions) => {
      process.exitCode = await sanitize(database, options);
    });
}

async function sanitize(database: string, options: SanitizeOptions): Promise<number> {
  const fleet = await requireFleet(fleetDirectory(options.fleet));
  requireDatabase(fleet, database);
  const who = requestedBy();
  return withTemporal(async (client) => {
    await requireWorkers(client, queuesOfSanitize(fleet, database));
    const { workflowId, firstExecutionRunId: runId } = await startOperation(client, {
      workflow: 'sanitizeDatabase',
      workflowId: workflowIds.sanitize(database),
      input: [
        {
          database,
          ...(options.operationId === undefined ? {} : { operationId: options.operationId }),
          ...(options.epoch === undefined ? {} : { epoch: options.epoch }),
          requestedBy: who,
        },
      ],
      summary: `Image of ${database}, for ${who}`,
      name: workflowIds.sanitize(database),
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

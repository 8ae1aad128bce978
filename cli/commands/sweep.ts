import type { Command } from 'commander';
import { fleetDirectory } from '../../config/environment.js';
import { requireFleet } from '../../config/require-fleet.js';
import { BacklotError } from '../../domain/errors.js';
import { mainQueue } from '../../domain/queues.js';
import { requireEnvironment } from '../operations/check-names.js';
import { withTemporal } from '../operations/connect.js';
import { sweepRaw } from '../operations/destroy-raw.js';
import { renderSweep } from '../operations/render-results.js';
import { report } from '../operations/report.js';
import { requestedBy } from '../operations/requested-by.js';
import { requireWorkers } from '../operations/require-workers.js';
import { startOperation } from '../operations/start-operation.js';
import { workflowIds } from '../operations/workflow-ids.js';
import { exampleHelp } from '../output/examples.js';
import { exitCodes } from '../output/exit-codes.js';
import { fleetOption, jsonOption } from './option-values.js';

interface SweepOptions {
  readonly apply?: boolean;
  readonly raw?: boolean;
  readonly fleet?: string;
  readonly json?: boolean;
}

/** Adds `backlot sweep`: lists what no operation owns any more, and deletes it when told to. */
export function registerSweepCommand(program: Command): void {
  program
    .command('sweep')
    .description('list what Backlot made and no operation owns any more; delete it with --apply')
    .argument('[environment]', 'only this environment; production, the clean room and all environments by default')
    .option('--apply', 'delete what is listed')
    .option('--raw', 'only raw data past its age, from this process: needs no Temporal server and no worker')
    .option(...fleetOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      exampleHelp([
        ['backlot sweep', 'look, change nothing'],
        ['backlot sweep qa1 --apply', 'delete what is left over in one environment'],
        ['backlot sweep --raw --apply', 'for any scheduler: destroy raw data past its age, also when Temporal is down'],
      ]),
    )
    .action(async (environment: string | undefined, options: SweepOptions) => {
      process.exitCode = await sweep(environment, options);
    });
}

async function sweep(account: string | undefined, options: SweepOptions): Promise<number> {
  const { apply, raw, fleet: directory, json } = options;
  if (raw === true) return sweepRawOnly(account, options);
  const fleet = await requireFleet(fleetDirectory(directory));
  if (account !== undefined) requireEnvironment(fleet, account);
  return withTemporal(async (client) => {
    await requireWorkers(client, [mainQueue]);
    const { workflowId, firstExecutionRunId: runId } = await startOperation(client, {
      workflow: 'sweep',
      workflowId: workflowIds.sweep,
      input: [{ ...(account === undefined ? {} : { account }), apply: apply === true }],
      summary: `Sweep of ${account ?? 'everything'}${apply === true ? ', deleting' : ''}, for ${requestedBy()}`,
      name: workflowIds.sweep,
    });
    // It takes seconds, and what it found is the point of it.
    return report({
      client,
      workflowId,
      runId,
      name: workflowId,
      wait: true,
      json: json === true,
    });
  });
}

async function sweepRawOnly(account: string | undefined, { apply, fleet, json }: SweepOptions): Promise<number> {
  if (account !== undefined) {
    throw new BacklotError(
      'InvalidInput',
      `Environment ${account} holds nothing raw: raw data is in production and the clean room only. Leave the name out.`,
    );
  }
  const result = await sweepRaw(fleetDirectory(fleet), apply === true);
  console.log(json === true ? JSON.stringify(result) : renderSweep(result, 'backlot sweep --raw --apply').join('\n'));
  return result.leftovers.some(({ outcome }) => outcome === 'failed') ? exitCodes.failed : exitCodes.ok;
}

import type { Command } from 'commander';
import { fleetDirectory } from '../../config/environment.js';
import { requireFleet } from '../../config/require-fleet.js';
import type { OnBusy } from '../../domain/messages/refresh.js';
import type { SpawnInput } from '../../domain/messages/spawn.js';
import { requireEnvironment } from '../operations/check-names.js';
import { withTemporal } from '../operations/connect.js';
import { queuesOfSpawn } from '../operations/needed-queues.js';
import { requestedBy } from '../operations/requested-by.js';
import { requireWorkers } from '../operations/require-workers.js';
import { runInTurn, type QueueableStart } from '../operations/run-in-turn.js';
import { workflowIds } from '../operations/workflow-ids.js';
import { exampleHelp } from '../output/examples.js';
import { fleetOption, jsonOption, onBusyOption, operationId } from './option-values.js';

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
    .option(...onBusyOption)
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
    const who = requestedBy();
    const input: SpawnInput = {
      account: name,
      ...(options.operationId === undefined ? {} : { operationId: options.operationId }),
      onBusy: options.onBusy,
      requestedBy: who,
    };
    const operation = {
      workflow: 'spawnAccount',
      workflowId: workflowIds.spawn(name),
      queuedId: workflowIds.queuedSpawn(name),
      input: [input],
      summary: `Spawn of ${name}, for ${who}`,
      name,
    } as const satisfies QueueableStart<'spawnAccount'>;
    return runInTurn(client, operation, { onBusy: options.onBusy, wait: options.wait === true, json });
  });
}

import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { fleetDirectory } from '../../config/environment.js';
import { requireFleet } from '../../config/require-fleet.js';
import { BacklotError } from '../../domain/errors.js';
import type { DestroyInput } from '../../domain/messages/destroy.js';
import { mainQueue, terraformQueue } from '../../domain/queues.js';
import { requireEnvironment } from '../operations/check-names.js';
import { withTemporal } from '../operations/connect.js';
import { report } from '../operations/report.js';
import { requestedBy } from '../operations/requested-by.js';
import { requireWorkers } from '../operations/require-workers.js';
import { startOperation } from '../operations/start-operation.js';
import { exampleHelp } from '../output/examples.js';
import { fleetOption, jsonOption, operationId } from './option-values.js';

interface DestroyOptions {
  readonly digest?: string;
  readonly yesDestroy?: string;
  readonly deleteForeign?: boolean;
  readonly wait?: boolean;
  readonly operationId?: string;
  readonly fleet?: string;
  readonly json?: boolean;
}

/** Adds `backlot destroy`: says what destroying an environment would take away, and destroys it when told to. */
export function registerDestroyCommand(program: Command): void {
  program
    .command('destroy')
    .description('say what destroying an environment would take away; with the digest of that, destroy it')
    .argument('<environment>', 'the name of its account file')
    .option('--digest <digest>', 'destroy, and exactly what the look with this digest has shown')
    .option('--yes-destroy <name>', 'the environment’s name once more; asked for on a terminal when left out')
    .option('--delete-foreign', 'also what is in the account and was not made by Backlot; left alone by default')
    .option('--wait', 'stay and watch until it has ended')
    .option('--operation-id <id>', 'continue an earlier operation under its id', operationId)
    .option(...fleetOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      exampleHelp([
        ['backlot destroy qa1', 'look, change nothing; prints the digest'],
        ['backlot destroy qa1 --digest 3f2a…', 'destroy what was shown; asks for the name'],
        ['backlot destroy qa1 --digest 3f2a… --yes-destroy qa1 --wait', 'for scripts'],
      ]),
    )
    .action(async (environment: string, options: DestroyOptions) => {
      process.exitCode = await destroy(environment, options);
    });
}

async function destroy(name: string, options: DestroyOptions): Promise<number> {
  requireEnvironment(await requireFleet(fleetDirectory(options.fleet)), name);
  const looks = options.digest === undefined;
  if (looks && options.yesDestroy !== undefined) {
    throw new BacklotError(
      'InvalidInput',
      `--yes-destroy goes with --digest, so nothing was started. Look first: backlot destroy ${name}`,
    );
  }
  const confirm = looks ? undefined : (options.yesDestroy ?? (await askForName(name)));
  if (confirm !== undefined && confirm !== name) {
    throw new BacklotError('GuardRefused', `"${confirm}" is not ${name}, so nothing was destroyed.`);
  }
  const who = requestedBy();
  const input: DestroyInput = {
    account: name,
    leftovers: options.deleteForeign === true ? 'delete' : 'leave',
    ...(options.digest === undefined || confirm === undefined ? {} : { digest: options.digest, confirm }),
    ...(options.operationId === undefined ? {} : { operationId: options.operationId }),
    requestedBy: who,
  };
  return withTemporal(async (client) => {
    await requireWorkers(client, [mainQueue, terraformQueue]);
    const { workflowId, firstExecutionRunId: runId } = await startOperation(client, {
      workflow: 'destroyAccount',
      workflowId: `destroy/${name}`,
      input: [input],
      summary: `${looks ? 'Look at what destroying' : 'Destruction of'} ${name}${looks ? ' would take away' : ''}, for ${who}`,
      name: `destroy/${name}`,
    });
    // What it found is the point of a look.
    const wait = looks || options.wait === true;
    return report({ client, workflowId, runId, name: workflowId, wait, json: options.json === true });
  });
}

/** Has a person type the name. A script cannot answer, and gives it as an option. */
async function askForName(name: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new BacklotError(
      'InvalidInput',
      `Nothing was destroyed: nobody is there to type the name. Give it: --yes-destroy ${name}`,
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(`Everything in ${name} goes. Type its name to destroy it: `);
  } finally {
    terminal.close();
  }
}

import type { Command } from 'commander';
import { BacklotError } from '../../domain/errors.js';
import { mainQueue } from '../../domain/queues.js';
import { withTemporal } from '../operations/connect.js';
import { report } from '../operations/report.js';
import { requestedBy } from '../operations/requested-by.js';
import { requireWorkers } from '../operations/require-workers.js';
import { startOperation } from '../operations/start-operation.js';
import { exampleHelp } from '../output/examples.js';
import { jsonOption } from './option-values.js';

interface RetireOptions {
  readonly yesClose?: string;
  readonly wait?: boolean;
  readonly json?: boolean;
}

/** Adds `backlot retire`: closes an empty account of the pool for good. */
export function registerRetireCommand(program: Command): void {
  program
    .command('retire')
    .description('close an empty account of the pool for good; AWS closes few in a month, so it may wait for weeks')
    .argument('<account>', 'its number, of twelve digits')
    .option('--yes-close <account>', 'the number once more')
    .option('--wait', 'stay and watch until it has ended')
    .option(...jsonOption)
    .addHelpText('after', exampleHelp([['backlot retire 123456789012 --yes-close 123456789012', 'close it']]))
    .action(async (account: string, options: RetireOptions) => {
      process.exitCode = await retire(account, options);
    });
}

async function retire(account: string, { yesClose, wait, json }: RetireOptions): Promise<number> {
  if (!/^\d{12}$/.test(account) || yesClose !== account) {
    throw new BacklotError(
      'InvalidInput',
      `Account ${account} was not closed: it needs the number of an account, twice alike, because it cannot be undone. ` +
        `Give --yes-close ${account} if you are sure.`,
    );
  }
  const who = requestedBy();
  return withTemporal(async (client) => {
    await requireWorkers(client, [mainQueue]);
    const { workflowId, firstExecutionRunId: runId } = await startOperation(client, {
      workflow: 'retireAccount',
      workflowId: `retire/${account}`,
      input: [{ account, confirm: yesClose, requestedBy: who }],
      summary: `Closing of account ${account}, for ${who}`,
      name: `retire/${account}`,
    });
    return report({ client, workflowId, runId, name: workflowId, wait: wait === true, json: json === true });
  });
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { AccountDescription } from '../../../sandbox/runtime/description.js';
import { sharedSandbox } from '../../integration/support/sandbox.js';
import { Ledger } from '../../crash/support/ledger.js';
import { setAmbientTrap } from './ambient-trap.js';
import { endState } from './end-state.js';
import { oncePerSandbox } from './once-per-sandbox.js';
import { watchQuarantine, type Sighting } from './quarantine-watch.js';
import { setStage } from './stage.js';
import { doTheJob, newJobOperations, quickAccount, type JobResult } from './the-job.js';

/** The whole job, done once without disturbance and watched from all sides: what most laws are checked against. */
export interface WitnessedRun extends JobResult {
  readonly environment: AccountDescription;
  readonly namespace: string;
  /** ISO times around all of it. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** Everything that the worker printed. */
  readonly workerLog: string;
  readonly endState: readonly string[];
  readonly quarantines: readonly Sighting[];
  /** Requests that the worker, started amid poisoned AWS variables, sent to a stranger. */
  readonly requestsToStrangers: number;
  /** Every boundary of the work that its worker came to: where a crash can be staged. */
  readonly boundaries: readonly string[];
}

/** How long a hook may wait for the witnessed run, in ms: seconds on a quiet machine, minutes on a busy one. */
export const patienceMs = 600_000;

/** Returns the run's one witnessed run; the first test file that asks does it. */
export async function witnessedRun(): Promise<WitnessedRun> {
  const sandbox = sharedSandbox();
  return await oncePerSandbox(sandbox, 'witnessed-run', patienceMs, async () => {
    const startedAt = new Date().toISOString();
    const trap = await setAmbientTrap(sandbox);
    const operations = newJobOperations();
    const ledger = await Ledger.create();
    const stage = await setStage('witness', {
      environments: { qa: quickAccount },
      settings: { ...trap.variables, ...ledger.settings },
      prepare: (_, { qa }) => ledger.begin({ environment: qa?.name ?? '', operations }, {}),
    });
    const environment = stage.environments['qa'] as AccountDescription;
    const watch = await watchQuarantine(sandbox, operations[0], environment.name);
    try {
      const job = await doTheJob(stage, environment, operations);
      return {
        ...job,
        environment,
        namespace: stage.namespace,
        startedAt,
        endedAt: new Date().toISOString(),
        endState: await endState(sandbox, { environment, operations: job.operations }),
        quarantines: await watch.stop(),
        requestsToStrangers: trap.requests(),
        workerLog: await keepLog(sandbox.description.directory, stage.worker.output()),
        boundaries: await ledger.reached(),
      };
    } finally {
      await watch.stop();
      await stage.close();
      await trap.close();
      await ledger.remove();
    }
  });
}

/** Opens a client in the namespace of the witnessed run, for what is left of it there. */
export async function witnessClient({ namespace }: WitnessedRun): Promise<{ client: Client; close(): Promise<void> }> {
  const connection = await Connection.connect({ address: sharedSandbox().description.temporalAddress });
  return { client: new Client({ connection, namespace }), close: () => connection.close() };
}

async function keepLog(directory: string, text: string): Promise<string> {
  const file = join(directory, 'witnessed-worker.log');
  await writeFile(file, text);
  return file;
}

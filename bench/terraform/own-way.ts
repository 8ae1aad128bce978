import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { OrganizationsClient, TagResourceCommand } from '@aws-sdk/client-organizations';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import type { DestroyResult } from '../../domain/messages/destroy.js';
import type { SpawnProgress, SpawnResult } from '../../domain/messages/spawn.js';
import { mainQueue } from '../../domain/queues.js';
import { tagKeys } from '../../domain/tags.js';
import type { AccountDescription } from '../../sandbox/runtime/description.js';
import type { Sandbox } from '../../sandbox/runtime/start-sandbox.js';
import { startBenchWorker } from '../support/worker-process.js';
import { openCommandLog } from './command-log.js';
import type { Phase, PhaseMeasure } from './measures.js';
import { processorTimeOfAll, watchMemory } from './process-tree.js';

const lookEveryMs = 500;

/** Backlot at work on one environment, with a worker of its own. */
export interface OwnWay {
  /** Does one phase, and measures it: the whole operation, as somebody who has asked for it waits for it. */
  measure(phase: Phase): Promise<PhaseMeasure>;
  close(): Promise<void>;
}

/** Starts a worker. */
export async function openOwnWay(
  sandbox: Sandbox,
  fleet: string,
  environment: AccountDescription,
  logFile: string,
  runs: string | undefined,
): Promise<OwnWay> {
  const { directory, temporalAddress: address, temporalNamespace: namespace } = sandbox.description;
  const log = await openCommandLog(join(directory, 'own'));
  const mirror = process.env['BACKLOT_TERRAFORM_MIRROR'];
  const settings = {
    ...sandbox.env(),
    BACKLOT_TERRAFORM: log.program,
    ...(runs === undefined ? {} : { BACKLOT_TERRAFORM_RUNS: runs }),
    ...(mirror === undefined ? {} : { BACKLOT_TERRAFORM_MIRROR: mirror }),
  };
  const worker = await startBenchWorker(fleet, settings, logFile);
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  return {
    async measure(phase) {
      const memory = watchMemory(() => worker.pid);
      const before = processorTimeOfAll(worker.pid);
      const begunAt = Date.now();
      if (phase === 'destroy') await destroy(client, environment.name);
      else await spawn(client, environment.name);
      return {
        wallMs: Date.now() - begunAt,
        processorMs: processorTimeOfAll(worker.pid) - before,
        peakMemory: memory.stop(),
        commands: await log.take(),
      };
    },
    async close() {
      await connection.close();
      await worker.stop();
    },
  };
}

async function spawn(client: Client, account: string): Promise<void> {
  const handle = await start(client, 'spawnAccount', { account });
  const ended = await Promise.race([handle.result() as Promise<SpawnResult>, failureOf(handle)]);
  const wrong = ended.steps.filter(({ state }) => !['done', 'unchanged', 'skipped'].includes(state));
  if (wrong.length > 0) throw new Error(`The environment was not made: ${JSON.stringify(wrong)}`);
}

/** A step that failed waits for a person, and nobody is here. */
async function failureOf(handle: WorkflowHandle): Promise<never> {
  for (;;) {
    await pause(lookEveryMs);
    const { allowed, steps } = await handle.query<SpawnProgress, []>('progress');
    if (!allowed.includes('retryStep')) continue;
    await handle.cancel();
    throw new Error(`A step failed: ${JSON.stringify(steps.filter(({ state }) => state === 'failed'))}`);
  }
}

/** Looks first, as everybody has to, and then destroys what was seen. */
async function destroy(client: Client, account: string): Promise<void> {
  const look = (await (await start(client, 'destroyAccount', { account })).result()) as DestroyResult;
  const confirmed = { account, digest: look.digest, confirm: account };
  const gone = (await (await start(client, 'destroyAccount', confirmed)).result()) as DestroyResult;
  const stacks = gone.items.filter(({ phase }) => phase === 'stacks');
  if (stacks.length === 0) throw new Error('No stack was destroyed.');
}

async function start(client: Client, name: string, input: object): Promise<WorkflowHandle> {
  return await client.workflow.start(name, {
    taskQueue: mainQueue,
    workflowId: `${name}/${randomBytes(4).toString('hex')}`,
    args: [input],
  });
}

/** Lets an account look like one that Backlot made, which is the only kind that it destroys. */
export async function adopt(sandbox: Sandbox, { name, id }: AccountDescription): Promise<void> {
  const { accessKeyId, secretAccessKey, sessionToken } = await sandbox.credentials('management');
  const organizations = new OrganizationsClient({
    region: 'us-east-1',
    endpoint: sandbox.description.endpoint,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
  });
  const Tags = [
    { Key: tagKeys.operation, Value: 'bench' },
    { Key: tagKeys.environment, Value: name },
  ];
  await organizations.send(new TagResourceCommand({ ResourceId: id, Tags }));
  organizations.destroy();
}

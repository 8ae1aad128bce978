import { randomBytes } from 'node:crypto';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { mainQueue } from '../../../domain/queues.js';
import type { AccountDescription } from '../../../sandbox/runtime/description.js';
import { productVariables } from '../../../sandbox/runtime/environment-variables.js';
import type * as workflows from '../../../workflows/index.js';
import { sharedSandbox, type SharedSandbox } from '../../integration/support/sandbox.js';
import { FleetDirectory, type Document } from './fleet-directory.js';
import { startWorker, type LawWorker } from './law-worker.js';
import { createNamespace } from './namespace.js';

type Workflows = typeof workflows;

/** How often slow things are looked at: as often as they change in the sandbox. */
const timings = JSON.stringify({ snapshot: '150ms', instance: '150ms', dns: '100ms', lease: '200ms' });

/** What a law needs to be attacked: environments, a fleet, a Temporal namespace and a worker, all of its own. */
export interface Stage {
  readonly sandbox: SharedSandbox;
  readonly fleet: FleetDirectory;
  readonly namespace: string;
  readonly client: Client;
  readonly worker: LawWorker;
  readonly environments: Readonly<Record<string, AccountDescription>>;
  /** The settings of the worker, for more workers of the same stage. */
  readonly settings: Readonly<Record<string, string>>;
  /** Starts an operation. */
  start<Name extends keyof Workflows>(
    name: Name,
    input: Parameters<Workflows[Name]>[0],
    workflowId?: string,
  ): Promise<WorkflowHandle<Workflows[Name]>>;
  /** Ends what was started for it. */
  close(): Promise<void>;
}

/** How a stage differs from the plain one. */
export interface StageOptions {
  /** Environments by a name of the law's; each may change its account file. */
  readonly environments: Readonly<Record<string, (account: Document) => void>>;
  /** Changes the fleet, or makes other things ready, before the worker starts. */
  readonly prepare?: (fleet: FleetDirectory, environments: Stage['environments']) => Promise<void>;
  /** More settings of the worker. */
  readonly settings?: Readonly<Record<string, string>>;
  /** A Temporal server of the law's own, to be killed; the sandbox's by default. */
  readonly temporalAddress?: string;
  /** Starts what works on the stage; one worker by default. */
  readonly startWorker?: (...args: Parameters<typeof startWorker>) => Promise<LawWorker>;
}

/** Sets a stage. */
export async function setStage(law: string, options: StageOptions): Promise<Stage> {
  const sandbox = sharedSandbox();
  const { client: gateway, description } = sandbox;
  const namespace = `${law}-${randomBytes(3).toString('hex')}`;
  const fleet = await FleetDirectory.create();
  const environments: Record<string, AccountDescription> = {};
  for (const [name, edit] of Object.entries(options.environments)) {
    const environment = await gateway.addEnvironment(`${law}${name}${randomBytes(2).toString('hex')}`);
    environments[name] = environment;
    await fleet.addEnvironment(environment, edit);
  }
  await options.prepare?.(fleet, environments);
  const temporalAddress = options.temporalAddress ?? description.temporalAddress;
  const own = await createNamespace(temporalAddress, namespace);
  const settings = {
    ...productVariables(await gateway.describe()),
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_NAMESPACE: namespace,
    BACKLOT_TIMINGS: timings,
    ...options.settings,
  };
  const strike = async () => {
    await own.connection.close();
    await fleet.remove();
  };
  const start = options.startWorker ?? startWorker;
  const worker = await start(fleet.path, settings).catch(async (error: unknown) => {
    await strike();
    throw error;
  });
  return {
    sandbox,
    fleet,
    namespace,
    client: own.client,
    worker,
    environments,
    settings,
    async start(name, input, workflowId = `${name}/${randomBytes(4).toString('hex')}`) {
      return await own.client.workflow.start<Workflows[typeof name]>(name, {
        taskQueue: mainQueue,
        workflowId,
        args: [input],
      } as never);
    },
    async close() {
      await worker.stop();
      await strike();
    },
  };
}

/** A new operation id, as long as the ones that Backlot derives. */
export function newOperationId(): string {
  return randomBytes(4).toString('hex');
}

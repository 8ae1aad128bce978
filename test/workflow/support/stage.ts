import { createHash, randomBytes } from 'node:crypto';
import { Client, Connection, type WorkflowHandle, type WorkflowStartOptions } from '@temporalio/client';
import { NativeConnection, Worker, type ActivityInterceptorsFactory } from '@temporalio/worker';
import { inject, test as base, vi } from 'vitest';
import { WakeWatch } from '../../../activities/edge/wake-watch.js';
import { cleanroomQueue, environmentQueue, hooksQueue, queueBeside } from '../../../domain/queues.js';
import { createActivityEdge } from '../../../workers/edge/activity-edge.js';
import { workflowBundle } from '../../../workers/workflow-bundle.js';
import type * as workflows from '../../../workflows/index.js';
import { createFakeActivities, createFakeCloud } from './cloud/fake-cloud.js';
import { createFakeFleet, type FakeFleet } from './cloud/fleet.js';
import type { Resources } from './cloud/resources.js';
import { Faults } from './faults.js';
import { quietRuntime } from './quiet-runtime.js';

type Workflows = typeof workflows;
type Started<Name extends keyof Workflows> = WorkflowHandle<Workflows[Name]>;

/** One test's own cloud, fleet and workers, on the Temporal server that the run shares. */
export interface Stage {
  /** Part of every name of the test, so that tests do not meet on the server. */
  readonly id: string;
  readonly client: Client;
  readonly fleet: FakeFleet;
  readonly world: Resources;
  readonly faults: Faults;
  /** Starts a workflow under a random id, or the given one. */
  start<Name extends keyof Workflows>(
    name: Name,
    args: Parameters<Workflows[Name]>,
    options?: Partial<Pick<WorkflowStartOptions, 'workflowId'>>,
  ): Promise<Started<Name>>;
  /** Serves the queue of hooks too, which is one for the whole server: only one test at a time may. */
  serveHooks(): Promise<void>;
}

interface Connections {
  readonly client: Client;
  readonly worker: NativeConnection;
}

const knownQueueLength = 80;

// Everything here waits for a real server, which may have few processors to itself.
const patienceMs = 180_000;
quietRuntime();
vi.setConfig({ testTimeout: patienceMs, hookTimeout: patienceMs });

/** A test with a stage, which is struck when the test ends; what it left running makes it fail. */
export const test = base.extend<{ stage: Stage; connections: Connections }>({
  connections: [
    async ({}, use) => {
      const { address, namespace } = inject('temporal');
      const connection = await Connection.connect({ address });
      const worker = await NativeConnection.connect({ address });
      await use({ client: new Client({ connection, namespace, identity: 'test' }), worker });
      await worker.close();
      await connection.close();
    },
    { scope: 'file' },
  ],

  stage: async ({ connections, task }, use) => {
    const taskQueue = queueOf(`${task.file.name} ${task.name}`);
    const stage = await setStage(connections, taskQueue, randomBytes(3).toString('hex'));
    await use(stage);
    await stage.strike();
  },
});

/** What a test wants otherwise than all others. */
interface StageOptions {
  readonly edge?: ActivityInterceptorsFactory;
  /** Activities of the main queue that do not pretend. */
  readonly own?: object;
}

/** Sets up a stage; `strike` ends its workers and complains about what still runs. */
export async function setStage(
  { client, worker: connection }: Connections,
  taskQueue: string,
  id: string,
  { edge = createActivityEdge(new WakeWatch()), own = {} }: StageOptions = {},
): Promise<Stage & { strike(): Promise<void> }> {
  const fleet = createFakeFleet(id);
  const world = createFakeCloud(fleet);
  const faults = new Faults();
  const fakes = createFakeActivities(world, fleet, client);
  const queues = {
    [taskQueue]: { ...fakes.main, ...own },
    [cleanroomQueue(fleet.cleanroom.region)]: fakes.cleanroom,
    [environmentQueue(fleet.environment.name, fleet.data.region)]: fakes.environment,
    [queueBeside(taskQueue, 'terraform')]: fakes.terraform,
    [queueBeside(taskQueue, 'hooks')]: fakes.hooks,
  };
  const workers: Worker[] = [];
  const running: Promise<void>[] = [];
  const serve = async (queue: string, activities: object): Promise<void> => {
    const worker = await Worker.create({
      connection,
      identity: 'test-worker',
      taskQueue: queue,
      activities: faults.around(activities),
      interceptors: { activity: [edge] },
      stickyQueueScheduleToStartTimeout: '1s',
      // Ten polls on each of many queues would keep the server busier than the test does.
      maxConcurrentActivityTaskPolls: 2,
      maxConcurrentWorkflowTaskPolls: 2,
      // Without a thread of its own a worker starts in a tenth of the time, and every test has its own worker.
      ...(queue === taskQueue ? { workflowBundle: workflowBundle(), debugMode: true } : {}),
    });
    workers.push(worker);
    running.push(worker.run());
  };
  for (const [queue, activities] of Object.entries(queues)) await serve(queue, activities);
  const started: WorkflowHandle[] = [];
  return {
    id,
    client,
    fleet,
    world,
    faults,
    async start(name, args, options) {
      const workflowId = options?.workflowId ?? `${name}-${id}-${randomBytes(3).toString('hex')}`;
      const handle = await client.workflow.start<Workflows[typeof name]>(name, {
        workflowId,
        taskQueue,
        args,
      } as never);
      started.push(handle);
      return handle;
    },
    serveHooks: () => serve(hooksQueue, fakes.hooks),

    async strike() {
      const left = await stillRunning(client, started);
      for (const { workflowId } of left) await client.workflow.getHandle(workflowId).terminate('the test has ended');
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
      if (left.length > 0) throw new Error(`Left running: ${left.map(({ workflowId }) => workflowId).join(', ')}`);
    },
  };
}

/** A queue named after the test, with a part that tells apart names which are equal at their beginning. */
function queueOf(name: string): string {
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 6);
  const words = name.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, knownQueueLength);
  return `${words}-${digest}-${randomBytes(2).toString('hex')}`;
}

async function stillRunning(client: Client, handles: readonly WorkflowHandle[]): Promise<WorkflowHandle[]> {
  const states = await Promise.all(
    handles.map(async ({ workflowId }) => (await client.workflow.getHandle(workflowId).describe()).status.name),
  );
  return handles.filter((_, index) => states[index] === 'RUNNING');
}

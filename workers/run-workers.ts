import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Worker, type ActivityInterceptorsFactory } from '@temporalio/worker';
import { WakeWatch } from '../activities/edge/wake-watch.js';
import { ignoreAmbientAws } from '../config/ambient-aws.js';
import { requireFleet } from '../config/require-fleet.js';
import { readSettings } from '../config/settings.js';
import { beatsPerTimeout } from '../domain/heartbeat.js';
import { mainQueue } from '../domain/queues.js';
import { createActivityEdge } from './edge/activity-edge.js';
import { createDependencies } from './dependencies.js';
import { servedQueues } from './served-queues.js';
import { requireSearchAttributes } from './search-attributes.js';
import { workflowBundle } from './workflow-bundle.js';

// A worker holds few workflows at once; each cached one costs memory whether it does anything or not.
const maxCachedWorkflows = 200;
const shutdownGraceTime = '30s';

/** A running set of workers, one for each queue. */
export interface RunningWorkers {
  readonly queues: readonly string[];
  /** Settles when all workers have stopped; rejects when one of them failed. */
  readonly done: Promise<void>;
  /** Finishes what runs, within the grace time, and stops. */
  stop(): Promise<void>;
}

/** Starts the workers that the settings ask for, from a valid fleet only. */
export async function runWorkers(fleetDirectory: string): Promise<RunningWorkers> {
  const { organization, accounts } = await requireFleet(fleetDirectory);
  const settings = readSettings(organization);
  ignoreAmbientAws();
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const clientConnection = await Connection.connect(connectionOptions);
  await requireSearchAttributes(clientConnection, namespace);
  const client = new Client({ connection: clientConnection, namespace });
  const dependencies = await createDependencies(fleetDirectory, organization, settings, client);
  const connection = await NativeConnection.connect(connectionOptions);
  const watch = new WakeWatch();
  const interceptors = [createActivityEdge(watch), ...(await extraInterceptors(settings.workerInterceptors))];
  const { heartbeatTimeoutMs, stickyTimeoutMs } = settings.recovery;
  const queues = servedQueues(organization, Object.values(accounts), settings.queues);
  const workers = await Promise.all(
    queues.map(({ name, activities }) =>
      Worker.create({
        connection,
        namespace,
        taskQueue: name,
        activities: activities(dependencies),
        interceptors: { activity: interceptors },
        shutdownGraceTime,
        // The SDK would hold beats back for most of the timeout.
        maxHeartbeatThrottleInterval: heartbeatTimeoutMs / beatsPerTimeout,
        ...(name === mainQueue
          ? {
              workflowBundle: workflowBundle(heartbeatTimeoutMs),
              maxCachedWorkflows,
              stickyQueueScheduleToStartTimeout: stickyTimeoutMs,
            }
          : {}),
      }),
    ),
  );
  const done = Promise.all(workers.map((worker) => worker.run())).then(async () => {
    watch.stop();
    await connection.close();
    await clientConnection.close();
  });
  return {
    queues: queues.map(({ name }) => name),
    done,
    stop: async () => {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await done;
    },
  };
}

async function extraInterceptors(modules: readonly string[]): Promise<ActivityInterceptorsFactory[]> {
  const loaded = await Promise.all(
    modules.map((module) => import(module) as Promise<{ activity: ActivityInterceptorsFactory }>),
  );
  return loaded.map(({ activity }) => activity);
}

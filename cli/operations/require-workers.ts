import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { BacklotError } from '../../domain/errors.js';
import { mainQueue } from '../../domain/queues.js';

const { TaskQueueType } = proto.temporal.api.enums.v1;

// A poll lasts a minute at most and the server remembers pollers for five: who has not asked for longer is gone.
const pollerAgeLimitMs = 90_000;

// Somebody who starts a worker and then an operation need not count the seconds in between.
const patienceMs = 5_000;
const intervalMs = 250;

/**
 * Checks that somebody serves the task queues that an operation needs; it would wait without a word otherwise.
 *
 * @throws {BacklotError} `Unreachable` naming the queues without a worker.
 */
export async function requireWorkers(client: Client, queues: readonly string[], waitMs = patienceMs): Promise<void> {
  const deadline = Date.now() + waitMs;
  let missing = await unserved(client, queues);
  while (missing.length > 0 && Date.now() < deadline) {
    await delay(intervalMs);
    missing = await unserved(client, missing);
  }
  if (missing.length === 0) return;
  const wanted = missing.length === queues.length ? '' : `BACKLOT_QUEUES=${missing.join(',')} `;
  throw new BacklotError(
    'Unreachable',
    `No worker serves ${missing.map((queue) => `"${queue}"`).join(', ')}, so nothing was started: it would wait for one. ` +
      `Start a worker where it may run: ${wanted}backlot worker`,
    { queues: missing },
  );
}

async function unserved(client: Client, queues: readonly string[]): Promise<string[]> {
  const served = await Promise.all(queues.map((queue) => isServed(client, queue)));
  return queues.filter((_queue, index) => served[index] !== true);
}

async function isServed(client: Client, queue: string): Promise<boolean> {
  const types = [TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY];
  if (queue === mainQueue) types.push(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW);
  const answers = await Promise.all(
    types.map((taskQueueType) =>
      client.workflowService.describeTaskQueue({
        namespace: client.options.namespace,
        taskQueue: { name: queue },
        taskQueueType,
      }),
    ),
  );
  return answers.every(({ pollers }) =>
    (pollers ?? []).some(
      ({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 > Date.now() - pollerAgeLimitMs,
    ),
  );
}

import type { ChildProcess } from 'node:child_process';
import { Connection } from '@temporalio/client';

const patienceMs = 60_000;

/** Waits until a worker polls the main queue. */
export async function waitForWorker(worker: ChildProcess, env: NodeJS.ProcessEnv): Promise<void> {
  const connection = await Connection.connect({ address: env['TEMPORAL_ADDRESS'] ?? '' });
  const deadline = Date.now() + patienceMs;
  try {
    while (Date.now() < deadline && worker.exitCode === null) {
      const { pollers = [] } = await connection.workflowService.describeTaskQueue({
        namespace: env['TEMPORAL_NAMESPACE'] ?? 'default',
        taskQueue: { name: 'backlot' },
      });
      if ((pollers ?? []).length > 0) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  } finally {
    await connection.close();
  }
  throw new Error('The worker did not start; its log says why.');
}

import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';

/** Which of a run's finished workflow tasks it is reset to. */
export type ResetPoint = 'first' | 'last';

/** Resets an operation as an operator can in Temporal's UI: its run is ended and another one goes on from the point. */
export async function resetOperation(client: Client, workflowId: string, point: ResetPoint): Promise<void> {
  const handle = client.workflow.getHandle(workflowId);
  const { runId } = await handle.describe();
  const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const finished = (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes);
  await client.workflowService.resetWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId, runId },
    reason: 'an operator wants it again',
    workflowTaskFinishEventId: finished.at(point === 'first' ? 0 : -1)?.eventId ?? null,
    requestId: randomUUID(),
  });
}

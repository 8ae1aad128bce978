import type { Client } from '@temporalio/client';

/** The whole history of one workflow run, as Temporal keeps it, with every payload readable. */
export interface DecodedHistory {
  readonly workflowId: string;
  readonly type: string;
  /** JSON; payloads and other bytes stand in it as text. */
  readonly text: string;
  /** The types of the activities that were scheduled. */
  readonly activityTypes: readonly string[];
}

/** Reads the histories of all workflows of a namespace. */
export async function readHistories(client: Client): Promise<DecodedHistory[]> {
  const histories: DecodedHistory[] = [];
  for await (const { workflowId, runId, type, memo, searchAttributes } of client.workflow.list()) {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const scheduled = (events ?? []).flatMap(
      ({ activityTaskScheduledEventAttributes: event }) => event?.activityType?.name ?? [],
    );
    histories.push({
      workflowId,
      type,
      text: JSON.stringify({ workflowId, memo, searchAttributes, events }, readable),
      activityTypes: [...new Set(scheduled)],
    });
  }
  return histories;
}

/** Bytes of payloads as the text that they are, and big numbers as words. */
function readable(_: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  // A Buffer has turned itself into this before anybody is asked.
  if (isSerializedBuffer(value)) return Buffer.from(value.data).toString('utf8');
  return typeof value === 'bigint' ? value.toString() : value;
}

function isSerializedBuffer(value: unknown): value is { data: number[] } {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer' && 'data' in value;
}

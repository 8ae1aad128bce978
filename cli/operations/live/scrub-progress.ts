import type { WorkflowExecutionDescription } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { ScrubProgress } from '../../../domain/messages/scrub.js';

const scrubActivities = ['scrubInstance', 'verifyInstance'];

/** Reads how far a sanitisation's SQL is from the last heartbeat that its worker sent. */
export function scrubProgressOf({ raw }: WorkflowExecutionDescription): ScrubProgress | undefined {
  for (const activity of raw.pendingActivities ?? []) {
    if (!scrubActivities.includes(activity.activityType?.name ?? '')) continue;
    const payload = activity.heartbeatDetails?.payloads?.[0];
    if (payload === undefined || payload === null) continue;
    const details: unknown = defaultPayloadConverter.fromPayload(payload);
    if (isScrubProgress(details)) return details;
  }
  return undefined;
}

/** A worker of another version may beat with other details; those are not shown rather than shown wrongly. */
function isScrubProgress(details: unknown): details is ScrubProgress {
  if (typeof details !== 'object' || details === null) return false;
  const counts = ['tablesDone', 'tablesTotal', 'rowsDone', 'rowsTotal', 'bytesDone', 'bytesTotal', 'startedAt'];
  return counts.every((member) => typeof (details as Record<string, unknown>)[member] === 'number');
}

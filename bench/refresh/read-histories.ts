import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';

const { EventType } = proto.temporal.api.enums.v1;

/** What the histories of one operation and its children say. */
export interface HistorySummary {
  /** Events of all workflows together. */
  readonly events: number;
  /** Workflows and events by type of workflow. */
  readonly workflows: ReadonlyMap<string, { count: number; events: number }>;
  /** Events by their type: `WORKFLOW_TASK_STARTED`, … */
  readonly eventTypes: ReadonlyMap<string, number>;
  /** Seconds from being scheduled to having ended, of each execution, by type of activity. */
  readonly activities: ReadonlyMap<string, number[]>;
  /** Attempts of activities, polls included, all together. */
  readonly attempts: number;
}

/** Reads the histories of all workflows of a namespace that were started after a moment. */
export async function readHistories(client: Client, since: Date): Promise<HistorySummary> {
  const workflows = new Map<string, { count: number; events: number }>();
  const eventTypes = new Map<string, number>();
  const activities = new Map<string, number[]>();
  let attempts = 0;
  for await (const { workflowId, runId, type, startTime } of client.workflow.list()) {
    if (startTime < since) continue;
    const { events = [] } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const known = workflows.get(type) ?? { count: 0, events: 0 };
    workflows.set(type, { count: known.count + 1, events: known.events + (events?.length ?? 0) });
    const scheduled = new Map<string, { name: string; at: number }>();
    for (const event of events ?? []) {
      const kind = (EventType[event.eventType ?? 0] ?? '').replace('EVENT_TYPE_', '');
      eventTypes.set(kind, (eventTypes.get(kind) ?? 0) + 1);
      const at = Number(event.eventTime?.seconds ?? 0) + (event.eventTime?.nanos ?? 0) / 1e9;
      const name = event.activityTaskScheduledEventAttributes?.activityType?.name;
      if (typeof name === 'string') scheduled.set(String(event.eventId), { name, at });
      attempts += event.activityTaskStartedEventAttributes?.attempt ?? 0;
      const ended =
        event.activityTaskCompletedEventAttributes ??
        event.activityTaskFailedEventAttributes ??
        event.activityTaskTimedOutEventAttributes;
      const begun = ended ? scheduled.get(String(ended.scheduledEventId)) : undefined;
      if (begun === undefined) continue;
      const seconds = activities.get(begun.name) ?? [];
      seconds.push(at - begun.at);
      activities.set(begun.name, seconds);
    }
  }
  const events = [...workflows.values()].reduce((sum, workflow) => sum + workflow.events, 0);
  return { events, workflows, eventTypes, activities, attempts };
}

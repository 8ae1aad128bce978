import { ScheduleNotFoundError, type Client, type ScheduleDescription, type ScheduleOptions } from '@temporalio/client';
import type { FoundSchedule, ScheduleDefinition } from './schedule.js';

/** Memo of a schedule with the organisation whose fleet it comes from; only those are ever changed or deleted. */
const ownerMemo = 'backlotOrganization';

/**
 * Reads the wanted schedules that exist, and all others that Backlot made. The wanted ones are asked for by id, because
 * the server's list lags behind what was just created.
 */
export async function readSchedules(client: Client, wantedIds: readonly string[]): Promise<FoundSchedule[]> {
  const ids = new Set(wantedIds);
  for await (const { scheduleId, memo } of client.schedule.list()) {
    if (ownerOf({ memo }) !== undefined) ids.add(scheduleId);
  }
  const found = await Promise.all([...ids].map((id) => describeSchedule(client, id)));
  return found.filter((description) => description !== undefined).map(toFound);
}

/** Describes a schedule; `undefined` when there is none of this id. */
export async function describeSchedule(client: Client, id: string): Promise<ScheduleDescription | undefined> {
  try {
    return await client.schedule.getHandle(id).describe();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}

/** Creates a schedule and marks it as the organisation's. */
export async function createSchedule(
  client: Client,
  organization: string,
  definition: ScheduleDefinition,
): Promise<void> {
  await client.schedule.create({
    scheduleId: definition.id,
    ...optionsOf(definition),
    memo: { [ownerMemo]: organization },
  });
}

/** Gives a schedule another definition. Whether it is paused, and why, stays as it is. */
export async function updateSchedule(client: Client, definition: ScheduleDefinition): Promise<void> {
  await client.schedule.getHandle(definition.id).update(({ state, typedSearchAttributes }) => ({
    ...optionsOf(definition),
    state,
    typedSearchAttributes,
  }));
}

/** Deletes a schedule; what it started goes on. One that is gone already is fine. */
export async function deleteSchedule(client: Client, id: string): Promise<void> {
  try {
    await client.schedule.getHandle(id).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}

/** Tells for which organisation a schedule was made; `undefined` when Backlot did not make it. */
export function ownerOf({ memo }: { readonly memo?: Record<string, unknown> | undefined }): string | undefined {
  const organization = memo?.[ownerMemo];
  return typeof organization === 'string' ? organization : undefined;
}

/** Reads a cron expression back; the server keeps only what it means, and the comment behind it. */
export function cronOf({ spec }: ScheduleDescription): string {
  const { calendars = [], intervals = [] } = spec;
  const [calendar] = calendars;
  // Anything else was put there by hand, and differs from every wanted expression.
  if (calendar === undefined || calendars.length > 1 || intervals.length > 0) return '';
  return calendar.comment ?? '';
}

function optionsOf({
  cron,
  timezone,
  catchUpMs,
  overlap,
  workflow,
  workflowId,
  taskQueue,
  input,
}: ScheduleDefinition): Pick<ScheduleOptions, 'spec' | 'action' | 'policies'> {
  return {
    // The comment is what the expression can be read back from, and what the Temporal UI shows.
    spec: { cronExpressions: [`${cron} # ${cron}`], timezone },
    policies: { overlap, catchupWindow: catchUpMs },
    action: {
      type: 'startWorkflow',
      workflowType: workflow,
      workflowId,
      taskQueue,
      args: [...input],
      staticSummary: `${workflowId}, by schedule ${cron} ${timezone}`,
    },
  };
}

function toFound(description: ScheduleDescription): FoundSchedule {
  const { scheduleId, spec, policies, action } = description;
  const organization = ownerOf(description);
  return {
    definition: {
      id: scheduleId,
      cron: cronOf(description),
      timezone: spec.timezone ?? 'UTC',
      catchUpMs: policies.catchupWindow,
      overlap: policies.overlap ?? 'SKIP',
      workflow: action.workflowType,
      workflowId: action.workflowId ?? '',
      taskQueue: action.taskQueue,
      input: action.args ?? [],
    },
    ...(organization === undefined ? {} : { organization }),
  };
}

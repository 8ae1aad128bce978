import { formatDuration } from '../../../domain/duration.js';
import type { FoundSchedule, ScheduleChange, ScheduleDefinition } from './schedule.js';

/**
 * Decides what to do so that the schedules of an organisation are those that its fleet asks for. Schedules that
 * somebody else made are refused when a wanted one has their id, and left alone otherwise.
 */
export function compareSchedules(
  organization: string,
  wanted: readonly ScheduleDefinition[],
  found: readonly FoundSchedule[],
): ScheduleChange[] {
  const changes = wanted.map((definition) => changeFor(organization, definition, found));
  const gone = found
    .filter((schedule) => schedule.organization === organization)
    .filter(({ definition }) => !wanted.some(({ id }) => id === definition.id))
    .map(({ definition: { id } }): ScheduleChange => ({ id, action: 'delete', differences: [] }));
  return [...changes, ...gone].toSorted((one, other) => one.id.localeCompare(other.id));
}

function changeFor(organization: string, wanted: ScheduleDefinition, found: readonly FoundSchedule[]): ScheduleChange {
  const { id } = wanted;
  const existing = found.find(({ definition }) => definition.id === id);
  if (existing === undefined) {
    return { id, action: 'create', differences: [`${wanted.cron} ${wanted.timezone}`] };
  }
  if (existing.organization !== organization) {
    const owner = existing.organization === undefined ? 'not by Backlot' : `for organisation ${existing.organization}`;
    return { id, action: 'refuse', differences: [`it was made ${owner}`] };
  }
  const differences = differencesOf(existing.definition, wanted);
  return { id, action: differences.length > 0 ? 'update' : 'keep', differences };
}

function differencesOf(found: ScheduleDefinition, wanted: ScheduleDefinition): string[] {
  const compared: readonly [name: string, from: string, to: string][] = [
    ['cron', found.cron, wanted.cron],
    ['timezone', found.timezone, wanted.timezone],
    ['catch-up', formatDuration(found.catchUpMs), formatDuration(wanted.catchUpMs)],
    ['overlap', found.overlap, wanted.overlap],
    ['workflow', found.workflow, wanted.workflow],
    ['workflow id', found.workflowId, wanted.workflowId],
    ['task queue', found.taskQueue, wanted.taskQueue],
    ['input', JSON.stringify(found.input), JSON.stringify(wanted.input)],
  ];
  return compared.filter(([, from, to]) => from !== to).map(([name, from, to]) => `${name} ${from || 'none'} → ${to}`);
}

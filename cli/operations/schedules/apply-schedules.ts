import type { Client } from '@temporalio/client';
import type { Fleet } from '../../../domain/fleet/fleet.js';
import { compareSchedules } from './compare-schedules.js';
import { createSchedule, deleteSchedule, readSchedules, updateSchedule } from './schedule-store.js';
import type { ScheduleChange } from './schedule.js';
import { wantedSchedules } from './wanted-schedules.js';

/**
 * Makes the schedules of a fleet's organisation those that the fleet asks for, and returns what that took. Changes
 * nothing on a dry run, nor when a wanted id is somebody else's: then one change has the action `refuse`.
 */
export async function applySchedules(client: Client, fleet: Fleet, dryRun: boolean): Promise<ScheduleChange[]> {
  const { organization } = fleet.organization;
  const wanted = wantedSchedules(fleet);
  const found = await readSchedules(
    client,
    wanted.map(({ id }) => id),
  );
  const changes = compareSchedules(organization, wanted, found);
  if (dryRun || changes.some(({ action }) => action === 'refuse')) return changes;
  for (const { id, action } of changes) {
    const definition = wanted.find((schedule) => schedule.id === id);
    if (action === 'create' && definition) await createSchedule(client, organization, definition);
    if (action === 'update' && definition) await updateSchedule(client, definition);
    if (action === 'delete') await deleteSchedule(client, id);
  }
  return changes;
}

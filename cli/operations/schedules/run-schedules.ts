import { ScheduleNotFoundError, type Client, type ScheduleHandle } from '@temporalio/client';
import { BacklotError } from '../../../domain/errors.js';
import { workflowIds } from '../workflow-ids.js';

/**
 * Starts what a schedule starts, now, and returns the schedule's id.
 *
 * @throws {BacklotError} `LeaseHeld` when its last run goes on: the server would drop the new one without a word.
 */
export function triggerSchedule(client: Client, name: string): Promise<string> {
  return withSchedule(client, name, async (handle) => {
    const running = (await handle.describe()).info.runningActions[0];
    if (running !== undefined) {
      throw new BacklotError(
        'LeaseHeld',
        `${running.workflow.workflowId}, which the schedule started before, runs still, so nothing was started. ` +
          `Watch it: backlot watch ${name}; stop it: backlot cancel ${name}`,
      );
    }
    // Without a policy, a trigger overrides the schedule's own and starts beside what runs.
    await handle.trigger('SKIP');
  });
}

/** Pauses a schedule with a note, and returns its id. */
export function pauseSchedule(client: Client, name: string, note: string): Promise<string> {
  return withSchedule(client, name, (handle) => handle.pause(note));
}

/** Resumes a schedule with a note, and returns its id. */
export function resumeSchedule(client: Client, name: string, note: string): Promise<string> {
  return withSchedule(client, name, (handle) => handle.unpause(note));
}

async function withSchedule(
  client: Client,
  name: string,
  work: (handle: ScheduleHandle) => Promise<void>,
): Promise<string> {
  const hourly: readonly string[] = [workflowIds.reap, workflowIds.expire];
  const id = name.includes('/') || hourly.includes(name) ? name : workflowIds.refresh(name);
  try {
    await work(client.schedule.getHandle(id));
    return id;
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    throw new BacklotError(
      'NotFound',
      `There is no schedule ${id}: the fleet asks for none, or it was not applied yet. ` +
        `Set ${id === workflowIds.expire ? 'expires in an account file' : 'databases.refresh in the account file'}, and run: ` +
        'backlot schedule apply',
    );
  }
}

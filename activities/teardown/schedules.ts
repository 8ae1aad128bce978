import { ScheduleNotFoundError } from '@temporalio/client';
import type { ActivityDependencies } from '../dependencies.js';
import { createDoomedCheck, type DoomedAccount } from './require-doomed.js';

/** Activities that end what would go on to fill an environment. */
export function createScheduleActivities(dependencies: ActivityDependencies) {
  const { temporal } = dependencies;
  const check = createDoomedCheck(dependencies);

  return {
    /** Finds the schedules that work on an environment. Ids are asked for, because the server's list lags behind. */
    async findSchedules({ environment }: { environment: string }): Promise<{ ids: string[] }> {
      const id = `refresh/${environment}`;
      try {
        await temporal.schedule.getHandle(id).describe();
        return { ids: [id] };
      } catch (error) {
        if (error instanceof ScheduleNotFoundError) return { ids: [] };
        throw error;
      }
    },

    /** Deletes a schedule; what it started goes on, and one that is gone needs nothing. */
    async deleteSchedule({ id, ...account }: DoomedAccount & { id: string }): Promise<void> {
      await check(account);
      try {
        await temporal.schedule.getHandle(id).delete();
      } catch (error) {
        if (!(error instanceof ScheduleNotFoundError)) throw error;
      }
    },
  };
}

import {
  createCleanroomActivities,
  createEnvironmentActivities,
  createHookActivities,
  createMainActivities,
} from '../activities/index.js';
import type { ActivityDependencies } from '../activities/dependencies.js';
import { BacklotError } from '../domain/errors.js';
import type { Account } from '../domain/fleet/account.js';
import type { Organization } from '../domain/fleet/organization.js';
import { cleanroomQueue, environmentQueue, hooksQueue, mainQueue } from '../domain/queues.js';

/** A task queue and the activities that belong to it. */
export interface ServedQueue {
  readonly name: string;
  readonly activities: (dependencies: ActivityDependencies) => object;
}

/**
 * Chooses the queues of one worker process. Outside a sandbox the process must say which, because one that serves all
 * of them holds every credential at once.
 *
 * @throws {BacklotError} `InvalidInput` when queues are unknown, or not named where they must be.
 */
export function servedQueues(
  { cleanroom, sandbox }: Organization,
  accounts: readonly Account[],
  wanted: readonly string[] | undefined,
): ServedQueue[] {
  const all: ServedQueue[] = [
    { name: mainQueue, activities: createMainActivities },
    { name: hooksQueue, activities: createHookActivities },
    ...Object.keys(cleanroom.regions).map((region) => ({
      name: cleanroomQueue(region),
      activities: createCleanroomActivities,
    })),
    ...accounts.flatMap(({ account, regions }) =>
      Object.keys(regions).map((region) => ({
        name: environmentQueue(account, region),
        activities: createEnvironmentActivities,
      })),
    ),
  ];
  if (wanted === undefined) {
    if (sandbox) return all;
    throw new BacklotError(
      'InvalidInput',
      'BACKLOT_QUEUES is not set: outside a sandbox every worker process names the queues that it serves. ' +
        `Choose from ${all.map(({ name }) => name).join(', ')}.`,
    );
  }
  const unknown = wanted.filter((name) => !all.some((queue) => queue.name === name));
  if (unknown.length > 0) {
    throw new BacklotError(
      'InvalidInput',
      `BACKLOT_QUEUES names ${unknown.join(', ')}, which this fleet does not have. It has ` +
        `${all.map(({ name }) => name).join(', ')}.`,
    );
  }
  return all.filter(({ name }) => wanted.includes(name));
}

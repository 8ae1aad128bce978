import {
  createCleanroomActivities,
  createEnvironmentActivities,
  createHookActivities,
  createMainActivities,
  createTerraformActivities,
} from '../activities/index.js';
import type { ActivityDependencies } from '../activities/dependencies.js';
import { BacklotError } from '../domain/errors.js';
import type { Account } from '../domain/fleet/account.js';
import type { Organization } from '../domain/fleet/organization.js';
import { cleanroomQueue, environmentQueue, hooksQueue, mainQueue, terraformQueue } from '../domain/queues.js';

/** A task queue and the activities that belong to it. */
export interface ServedQueue {
  readonly name: string;
  /** Which of the workers' identities it needs: `main`, `hooks`, `terraform`, `cleanroom`, `environment qa1`. */
  readonly identity: string;
  readonly activities: (dependencies: ActivityDependencies) => object;
}

/**
 * Chooses the queues of one worker process. Outside a sandbox the process must say which, and all of them must need the
 * same identity: one compromised process must not hold the roles of production beside raw data, or anybody's beside
 * somebody else's hooks.
 *
 * @throws {BacklotError} `InvalidInput` when queues are unknown, not named where they must be, or do not go together.
 */
export function servedQueues(
  { cleanroom, sandbox }: Organization,
  accounts: readonly Account[],
  wanted: readonly string[] | undefined,
): ServedQueue[] {
  const all: ServedQueue[] = [
    { name: mainQueue, identity: 'main', activities: createMainActivities },
    { name: hooksQueue, identity: 'hooks', activities: createHookActivities },
    { name: terraformQueue, identity: 'terraform', activities: createTerraformActivities },
    ...Object.keys(cleanroom.regions).map((region) => ({
      name: cleanroomQueue(region),
      identity: 'cleanroom',
      activities: createCleanroomActivities,
    })),
    ...accounts.flatMap(({ account, regions }) =>
      Object.keys(regions).map((region) => ({
        name: environmentQueue(account, region),
        identity: `environment ${account}`,
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
  const chosen = all.filter(({ name }) => wanted.includes(name));
  if (!sandbox) requireOneIdentity(chosen);
  return chosen;
}

function requireOneIdentity(queues: readonly ServedQueue[]): void {
  const [first] = queues;
  const other = queues.find(({ identity }) => identity !== first?.identity);
  if (first === undefined || other === undefined) return;
  throw new BacklotError(
    'InvalidInput',
    `BACKLOT_QUEUES names ${first.name} and ${other.name}, which need different identities: whoever took over such a ` +
      'process would have both. Start one worker process for each, with credentials of its own.',
  );
}

import type { Client } from '@temporalio/client';
import type { ActivityDependencies } from '../../../../activities/dependencies.js';
import type {
  CleanroomActivities,
  EnvironmentActivities,
  HookActivities,
  MainActivities,
} from '../../../../activities/index.js';
import { createLeaseActivities } from '../../../../activities/operations/leases.js';
import type {
  StackActivities,
  StandingActivities,
  TeardownActivities,
} from '../../../../workflows/support/terraform.js';
import { createAccessFakes } from './access-activities.js';
import { createDestroyFakes, createTeardownFakes } from './destroy-activities.js';
import { createDriftFakes } from './drift-activities.js';
import { createEnvironmentFakes, createGenerationFakes, createHookFakes } from './environment-activities.js';
import type { Fakes } from './fakes.js';
import type { FakeFleet } from './fleet.js';
import { createFleetFakes } from './fleet-activities.js';
import { createCleanroomFakes, createImageFakes } from './image-activities.js';
import { createInstanceFakes, newInstance } from './instance-activities.js';
import { createParityFakes, createStandingFakes } from './parity-activities.js';
import { keyOf, Resources } from './resources.js';
import { add, createSnapshotFakes } from './snapshot-activities.js';
import { createSpawnFakes } from './spawn-activities.js';
import { createStackFakes } from './stack-activities.js';
import { createSweepFakes } from './sweep-activities.js';

/** The activities of every queue, over one cloud in memory. */
export interface FakeActivities {
  readonly main: Fakes<MainActivities>;
  readonly cleanroom: Fakes<CleanroomActivities>;
  readonly environment: Fakes<EnvironmentActivities>;
  readonly hooks: Fakes<HookActivities>;
  readonly terraform: Fakes<StackActivities & StandingActivities & TeardownActivities>;
}

const backupAgeMs = 3_600_000;
const leasePollMs = 20;

/** Makes a cloud that holds production's databases, each with an automated snapshot, and nothing of ours. */
export function createFakeCloud(fleet: FakeFleet): Resources {
  const world = new Resources();
  const dataTime = new Date(Date.now() - backupAgeMs).toISOString();
  for (const { database } of fleet.databases) {
    const { place, instance } = database.source;
    world.instances.set(keyOf(place, instance), newInstance(world, { place, instance }));
    add(world, { place, id: `rds:${instance}`, tags: {}, data: 'raw', dataTime, polls: 0 });
  }
  return world;
}

/**
 * Makes the activities that act on a fake cloud. Those that look at other workflows are the product's own: the server
 * they look at is real.
 */
export function createFakeActivities(world: Resources, fleet: FakeFleet, temporal: Client): FakeActivities {
  const timings = { snapshotPollMs: 5, instancePollMs: 5, dnsPollMs: 5, leasePollMs };
  return {
    main: {
      ...createFleetFakes(fleet),
      ...createSpawnFakes(world, fleet),
      ...createDestroyFakes(world, fleet),
      ...createAccessFakes(world),
      ...createSnapshotFakes(world),
      ...createInstanceFakes(world),
      ...createImageFakes(world, fleet),
      ...createGenerationFakes(world),
      ...createParityFakes(world, fleet),
      ...createDriftFakes(fleet),
      ...createSweepFakes(world, temporal),
      ...createLeaseActivities({ temporal, timings } as ActivityDependencies),
    },
    cleanroom: createCleanroomFakes(world, fleet),
    environment: createEnvironmentFakes(world),
    hooks: createHookFakes(world),
    terraform: { ...createStackFakes(world), ...createStandingFakes(world), ...createTeardownFakes(world) },
  };
}

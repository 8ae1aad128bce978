import { workflowInfo } from '@temporalio/workflow';
import type { PlannedImages } from '../../activities/databases/plan-images.js';
import { skewOf } from '../../domain/choose-images.js';
import { formatDuration } from '../../domain/duration.js';
import type { RefreshPlan } from '../../domain/messages/refresh.js';
import type { RefreshDemand } from '../../domain/room.js';
import { reads } from '../support/activities.js';
import { failure } from '../support/failure.js';
import type { RefreshState } from './refresh-state.js';

/** What the databases of one generation are made of. */
export interface GenerationPlan {
  readonly plan: RefreshPlan;
  readonly operationId: string;
  readonly epoch: string;
  /** Images that are fresh enough, by database; the others are to be made. */
  readonly images: PlannedImages['images'];
  /** Allocated size by database, in GiB. */
  readonly sizes: PlannedImages['sizes'];
}

/** Decides which images are used as they are, and refuses a generation that would be too far apart in time. */
export async function planImages(plan: RefreshPlan, operationId: string, state: RefreshState): Promise<GenerationPlan> {
  for (const { database } of plan.databases) state.set(database.name, 'waiting');
  const { epoch, images, sizes, dataTimes } = await reads.planImages({
    fleet: plan.fleet,
    databases: plan.databases,
    maxImageAgeMs: plan.maxImageAgeMs,
    currentEpoch: workflowInfo().startTime.toISOString().slice(0, 10),
  });
  requireSkew(plan, Object.values(dataTimes));
  return { plan, operationId, epoch, images, sizes };
}

/** Returns the distance between data times in ms; fails with `SkewTooLarge` when the account file allows less. */
export function requireSkew({ environment }: RefreshPlan, dataTimes: readonly string[]): number {
  const skewMs = skewOf(dataTimes);
  if (environment.maxSkewMs === undefined || skewMs <= environment.maxSkewMs) return skewMs;
  throw failure(
    'SkewTooLarge',
    `The databases of ${environment.name} would be ${formatDuration(skewMs)} apart; maxSkew allows ` +
      `${formatDuration(environment.maxSkewMs)}. Use snapshot: fresh for them, or raise maxSkew in the account file.`,
  );
}

/** Says what a refresh takes of its quotas, as far as its plan tells. */
export function demandOf(plan: RefreshPlan, { images, sizes }: Pick<PlannedImages, 'images' | 'sizes'>): RefreshDemand {
  const { environment, databases, databasesInFlight } = plan;
  return { environment, databases, databasesInFlight, sizes, imagesFound: Object.keys(images) };
}

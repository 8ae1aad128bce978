import type { Fleet } from '../../domain/fleet/fleet.js';
import { judgeLeftover } from '../../domain/judge-leftover.js';
import type { SweptLeftover } from '../../domain/messages/sweep.js';
import { instanceOfMasterSecret } from '../../domain/names.js';
import { rawKinds, tagKeys, type ResourceKind } from '../../domain/tags.js';
import { createInstanceActivities } from '../databases/instances.js';
import { createParameterGroupActivities } from '../databases/parameter-groups.js';
import { createPasswordActivities } from '../databases/passwords.js';
import { createSnapshotActivities } from '../databases/snapshots.js';
import type { ActivityDependencies } from '../dependencies.js';
import { NotReadyError } from '../edge/not-ready.js';
import { sweptPlaces, type SweptPlace } from './find-leftovers.js';
import { createFinders, type FoundResource } from './finders.js';

/** What is needed of a worker's dependencies: AWS, and nothing of Temporal. */
export type RawDependencies = Pick<ActivityDependencies, 'aws' | 'timings' | 'limits'>;

/**
 * Destroys what is raw and past its age, by its tags alone: whoever made it, and whatever became of their operation.
 * Asks no Temporal server, so that raw data goes also when there is none. What still waits for something else, such as
 * a parameter group for its instance, goes the next time.
 *
 * @param apply when false, only lists.
 */
export async function destroyRaw(
  dependencies: RawDependencies,
  fleet: Fleet,
  { now, apply }: { readonly now: number; readonly apply: boolean },
): Promise<SweptLeftover[]> {
  const finders = createFinders(dependencies.aws);
  const remove = createRemovers(dependencies);
  const places = sweptPlaces(fleet).filter(({ environment }) => environment === undefined);
  const swept = await Promise.allSettled(
    places.map(async (swept) => {
      const found = await finders.findAll(swept);
      const due = found.flatMap((resource) => overdue(resource, now));
      // Instances first: what belongs to one can only go after it.
      due.sort((a, b) => Number(b.resource.type === 'instance') - Number(a.resource.type === 'instance'));
      const outcomes: SweptLeftover[] = [];
      for (const { resource, reason } of due) {
        const { account, region } = swept.place;
        const line = { account, region, type: resource.type, id: resource.id, reason };
        outcomes.push(
          apply ? { ...line, ...(await attempt(remove, swept, resource, reason)) } : { ...line, outcome: 'listed' },
        );
      }
      return outcomes;
    }),
  );
  // All places are done before one that could not be looked at is told.
  for (const result of swept) if (result.status === 'rejected') throw result.reason;
  return swept.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
}

function overdue(resource: FoundResource, now: number): { resource: FoundResource; reason: string }[] {
  const kind = resource.tags[tagKeys.kind] as ResourceKind;
  if (!rawKinds.includes(kind)) return [];
  const { tags, available: finished } = resource;
  const verdict = judgeLeftover({ kind, tags, operationOpen: true, serving: false, finished }, now);
  return verdict === undefined ? [] : [{ resource, reason: verdict.reason }];
}

type Remover = (swept: SweptPlace, resource: FoundResource) => Promise<void>;

function createRemovers(dependencies: RawDependencies): Record<FoundResource['type'], Remover> {
  const instances = createInstanceActivities(dependencies);
  const snapshots = createSnapshotActivities(dependencies);
  const groups = createParameterGroupActivities(dependencies);
  const passwords = createPasswordActivities(dependencies);
  return {
    instance: ({ place }, { id, tags }) => instances.deleteInstance({ place, instance: id, tags }),
    snapshot: ({ place }, { id, tags }) => snapshots.deleteSnapshot({ place, id, tags }),
    'parameter-group': ({ place }, { id }) => groups.deleteParameterGroup({ place, name: id }),
    secret: ({ place }, { id }) => passwords.deleteMasterSecret({ place, instance: instanceOfMasterSecret(id) }),
  };
}

/** One that cannot go now must not keep the others. */
async function attempt(
  remove: ReturnType<typeof createRemovers>,
  swept: SweptPlace,
  resource: FoundResource,
  reason: string,
): Promise<Pick<SweptLeftover, 'outcome' | 'reason'>> {
  try {
    await remove[resource.type](swept, resource);
    return { outcome: 'deleted', reason };
  } catch (error) {
    const words = error instanceof Error ? error.message : 'it could not be deleted';
    return { outcome: error instanceof NotReadyError ? 'busy' : 'failed', reason: `${reason}; ${words}` };
  }
}

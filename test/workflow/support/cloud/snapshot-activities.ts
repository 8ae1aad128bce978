import { NotReadyError } from '../../../../activities/edge/not-ready.js';
import { requireOurs } from '../../../../activities/aws/resource-tags.js';
import type { MainActivities } from '../../../../activities/index.js';
import { BacklotError } from '../../../../domain/errors.js';
import type { SnapshotAt, SnapshotInfo } from '../../../../domain/messages/databases.js';
import { tagKeys } from '../../../../domain/tags.js';
import type { Fakes } from './fakes.js';
import { keyOf, type FakeSnapshot, type Resources } from './resources.js';

/** How often an unfinished thing is looked at before it is done, and how soon again (ms). */
export const patience = { polls: 2, againInMs: 5 } as const;

type SnapshotActivities = Pick<
  Fakes<MainActivities>,
  | 'takeSnapshot'
  | 'copySnapshot'
  | 'awaitSnapshot'
  | 'shareSnapshot'
  | 'unshareSnapshot'
  | 'tagSnapshot'
  | 'deleteSnapshot'
>;

/** Snapshots as RDS has them: copies take time, need their source and a share all along, and are adopted if ours. */
export function createSnapshotFakes(world: Resources): SnapshotActivities {
  const find = ({ place, id }: SnapshotAt): FakeSnapshot | undefined => world.snapshots.get(keyOf(place, id));

  return {
    takeSnapshot({ place, id, instance, tags }) {
      const known = find({ place, id });
      if (known !== undefined) return requireOurs(`Snapshot ${id}`, known.tags, tags);
      const source = world.instances.get(keyOf(place, instance));
      if (source === undefined) throw new BacklotError('NotFound', `There is no instance ${instance}.`);
      world.did(`take ${id} of ${instance}`);
      add(world, { place, id, tags, data: source.data, dataTime: source.dataTime });
    },

    copySnapshot({ source: { arn }, to, tags }) {
      const known = find(to);
      if (known !== undefined) return requireOurs(`Snapshot ${to.id}`, known.tags, tags);
      const source = [...world.snapshots.values()].find((snapshot) => snapshot.arn === arn);
      if (source === undefined || source.polls > 0) {
        throw new BacklotError('NotFound', `There is no snapshot ${arn} to be copied.`);
      }
      if (source.place.account !== to.place.account && !source.sharedWith.has(to.place.account)) {
        throw new BacklotError('AccessDenied', `${arn} is not shared with ${to.place.account}.`);
      }
      world.did(`copy ${source.id} to ${to.id}`);
      const { data, dataTime } = source;
      add(world, { ...to, tags, data, dataTime: tags[tagKeys.dataTime] ?? dataTime, source });
    },

    awaitSnapshot(at) {
      const snapshot = find(at);
      if (snapshot === undefined) throw new BacklotError('ResourceFailed', `Snapshot ${at.id} is gone.`);
      advance(world, snapshot);
      if (snapshot.failed) throw new BacklotError('ResourceFailed', `Snapshot ${at.id} is failed.`);
      if (snapshot.polls > 0) throw new NotReadyError(`${at.id} is creating`, patience.againInMs);
      return infoOf(snapshot);
    },

    shareSnapshot({ place, id, account }) {
      const snapshot = find({ place, id });
      if (snapshot === undefined) throw new BacklotError('NotFound', `There is no snapshot ${id}.`);
      if (snapshot.sharedWith.has(account)) return;
      world.did(`share ${id}`);
      snapshot.sharedWith.add(account);
    },

    unshareSnapshot({ place, id, account }) {
      if (find({ place, id })?.sharedWith.delete(account) === true) world.did(`unshare ${id}`);
    },

    tagSnapshot({ id }) {
      throw new Error(`No workflow tags snapshots, but one wants to tag ${id}.`);
    },

    deleteSnapshot({ place, id, tags }) {
      const snapshot = find({ place, id });
      if (snapshot === undefined) return;
      requireOurs(`Snapshot ${id}`, snapshot.tags, tags);
      advance(world, snapshot);
      if (snapshot.polls > 0 && !snapshot.failed) {
        throw new NotReadyError(`${id} is creating`, patience.againInMs);
      }
      world.did(`delete ${id}`);
      world.snapshots.delete(keyOf(place, id));
    },
  };
}

/** Adds a snapshot, by default one that is being made. */
export function add(
  world: Resources,
  {
    place,
    id,
    ...rest
  }: Pick<FakeSnapshot, 'place' | 'id' | 'tags' | 'data' | 'dataTime'> &
    Partial<Pick<FakeSnapshot, 'source' | 'polls'>>,
): void {
  world.snapshots.set(keyOf(place, id), {
    place,
    id,
    arn: `arn:aws:rds:${place.region}:${place.account}:snapshot:${id}`,
    createdAt: new Date().toISOString(),
    sharedWith: new Set(),
    polls: patience.polls,
    failed: false,
    ...rest,
  });
}

/** What a workflow is told of a snapshot. */
export function infoOf({ id, arn, createdAt, dataTime }: FakeSnapshot): SnapshotInfo {
  return { id, arn, createdAt, dataTime, sizeGiB: 20, engineVersion: '16.4' };
}

function advance(world: Resources, snapshot: FakeSnapshot): void {
  if (snapshot.polls === 0) return;
  snapshot.polls -= 1;
  const { source, place } = snapshot;
  if (source === undefined) return;
  const there = world.snapshots.get(keyOf(source.place, source.id)) === source;
  const allowed = source.place.account === place.account || source.sharedWith.has(place.account);
  if (!there || !allowed) snapshot.failed = true;
}

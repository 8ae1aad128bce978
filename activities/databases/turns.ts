import type { DBSnapshot } from '@aws-sdk/client-rds';
import type { Place } from '../../domain/messages/slices.js';
import { halfOf, roomQuotas, type RoomQuota } from '../../domain/room.js';
import type { ActivityDependencies } from '../dependencies.js';
import { NotReadyError } from '../edge/not-ready.js';
import { listManualSnapshots } from './images.js';
import { readQuotas } from './quotas.js';

/** Lets things begin only where there is room for them; the others are told `NotReady` and ask again. */
export interface Turns {
  /** Starts a copy when fewer than the fleet's limit are in progress in its account and region. */
  copy(place: Place, start: () => Promise<unknown>): Promise<void>;
  /** Makes one more of something when, in production, less than half of its quota is Backlot's. */
  make(place: Place, quota: RoomQuota, start: () => Promise<unknown>): Promise<void>;
}

const unfinished = ['creating', 'copying', 'pending'];

/**
 * Builds the turns of one worker. What is in progress is read from AWS, whoever started it. Looks and starts of one
 * place come one after the other, so that one worker never oversteps; two workers may by one, and AWS's own quota,
 * which is twice the highest limit, stands behind that.
 */
export function createTurns({ aws, limits, timings }: Pick<ActivityDependencies, 'aws' | 'limits' | 'timings'>): Turns {
  const queues = new Map<string, Promise<unknown>>();

  function inLine(place: Place, work: () => Promise<void>): Promise<void> {
    const key = `${place.account} ${place.region}`;
    const before = queues.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    queues.set(key, mine);
    return mine;
  }

  async function requireShare(place: Place, quota: RoomQuota): Promise<void> {
    if (place.account !== limits.productionAccount) return;
    const use = (await readQuotas(aws, place, true))[quota];
    if (use === undefined || use.ours < halfOf(use.max)) return;
    throw new NotReadyError(
      `production has ${use.ours} ${roomQuotas[quota]} of Backlot's, half of its quota`,
      timings.snapshotPollMs,
    );
  }

  return {
    copy: (place, start) =>
      inLine(place, async () => {
        const running = (await listManualSnapshots(aws, place)).filter(isUnfinished).length;
        if (running >= limits.snapshotCopiesPerRegion) {
          throw new NotReadyError(
            `${running} snapshots are being made in ${place.region}; limits.snapshotCopiesPerRegion is ` +
              `${limits.snapshotCopiesPerRegion}`,
            timings.snapshotPollMs,
          );
        }
        await requireShare(place, 'ManualSnapshots');
        await start();
      }),

    make: (place, quota, start) =>
      inLine(place, async () => {
        await requireShare(place, quota);
        await start();
      }),
  };
}

function isUnfinished({ Status }: DBSnapshot): boolean {
  return unfinished.includes(Status ?? '');
}

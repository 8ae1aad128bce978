import type { RDSClient } from '@aws-sdk/client-rds';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import { createTurns, type Turns } from '../../activities/databases/turns.js';
import { NotReadyError } from '../../activities/edge/not-ready.js';
import type { Place } from '../../domain/messages/slices.js';

const production: Place = { account: '222222222222', region: 'us-east-1', role: 'BacklotSource' };
const cleanroom: Place = { account: '333333333333', region: 'us-east-1', role: 'BacklotScrub' };
const limit = 2;

/** The snapshots and quotas that AWS tells of, in every account. */
let snapshots: { Status: string; TagList?: { Key: string; Value: string }[] }[];
let turns: Turns;

beforeEach(() => {
  snapshots = [];
  const answers: Record<string, () => object> = {
    DescribeDBSnapshotsCommand: () => ({ DBSnapshots: [...snapshots] }),
    DescribeDBInstancesCommand: () => ({ DBInstances: [] }),
    DescribeAccountAttributesCommand: () => ({
      AccountQuotas: [{ AccountQuotaName: 'ManualSnapshots', Used: snapshots.length, Max: 8 }],
    }),
  };
  const send = (command: object) => Promise.resolve(answers[command.constructor.name]?.());
  turns = createTurns({
    aws: { rds: () => ({ send }) as unknown as RDSClient },
    limits: { snapshotCopiesPerRegion: limit, productionAccount: production.account },
    timings: { snapshotPollMs: 10 },
  } as unknown as ActivityDependencies);
});

const ours = [{ Key: 'backlot:operation', Value: 'op' }];

function begin(place: Place): Promise<void> {
  return turns.copy(place, () => Promise.resolve(snapshots.push({ Status: 'creating', TagList: ours })));
}

describe('copies', () => {
  test('begin up to the limit, however many ask together; the others ask again', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 5 }, () => begin(cleanroom)));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(limit);
    const refused = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(refused.every((reason) => reason instanceof NotReadyError && reason.againInMs === 10)).toBe(true);
  });

  test('wait for those that others began, and not for those that are done', async () => {
    snapshots = [{ Status: 'available' }, { Status: 'creating' }, { Status: 'copying' }, { Status: 'failed' }];
    await expect(begin(cleanroom)).rejects.toThrow('limits.snapshotCopiesPerRegion is 2');
    snapshots[1] = { Status: 'available' };
    await begin(cleanroom);
  });

  test('go on after one that could not begin', async () => {
    const failing = turns.copy(cleanroom, () => Promise.reject(new Error('AWS said no')));
    const next = begin(cleanroom);
    await expect(failing).rejects.toThrow('AWS said no');
    await next;
  });
});

describe('what is made in production', () => {
  test('is never more than half of its quota, whatever else is free', async () => {
    snapshots = [...Array.from({ length: 3 }, () => ({ Status: 'available', TagList: ours })), { Status: 'available' }];
    await begin(production);
    snapshots = snapshots.map(({ TagList }) => ({ Status: 'available', ...(TagList && { TagList }) }));
    await expect(begin(production)).rejects.toThrow(/production has 4 manual snapshots of Backlot's, half/);
    await expect(turns.make(production, 'ManualSnapshots', () => Promise.resolve())).rejects.toThrow(NotReadyError);
  });

  test('does not bound what is made elsewhere', async () => {
    snapshots = Array.from({ length: 6 }, () => ({ Status: 'available', TagList: ours }));
    await begin(cleanroom);
    expect(snapshots).toHaveLength(7);
  });
});

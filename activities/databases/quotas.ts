import { DescribeAccountAttributesCommand } from '@aws-sdk/client-rds';
import type { Place } from '../../domain/messages/slices.js';
import { roomQuotas, type QuotaUse, type RoomQuota } from '../../domain/room.js';
import { tagKeys } from '../../domain/tags.js';
import type { AwsAccess } from '../aws/access.js';
import { fromAwsTags } from '../aws/resource-tags.js';
import { listInstances } from './describe-instance.js';
import { listManualSnapshots } from './images.js';

/** How far the quotas of one account and region are used, and by whom. */
export type QuotaUses = Readonly<Partial<Record<RoomQuota, QuotaUse>>>;

/** Reads how far the quotas of a place are used. What Backlot uses is counted where it matters. */
export async function readQuotas(aws: AwsAccess, place: Place, countOurs: boolean): Promise<QuotaUses> {
  const { AccountQuotas = [] } = await aws.rds(place).send(new DescribeAccountAttributesCommand({}));
  const ours = countOurs ? await countOursIn(aws, place) : {};
  return Object.fromEntries(
    AccountQuotas.flatMap(({ AccountQuotaName: name, Used: used = 0, Max: max = Infinity }) =>
      name !== undefined && Object.hasOwn(roomQuotas, name)
        ? [[name, { used, max, ours: ours[name as RoomQuota] ?? 0 }]]
        : [],
    ),
  );
}

async function countOursIn(aws: AwsAccess, place: Place): Promise<Partial<Record<RoomQuota, number>>> {
  const [instances, snapshots] = await Promise.all([listInstances(aws, place), listManualSnapshots(aws, place)]);
  const own = instances.filter(({ TagList }) => fromAwsTags(TagList)[tagKeys.operation] !== undefined);
  return {
    DBInstances: own.length,
    AllocatedStorage: own.reduce((sum, { AllocatedStorage = 0 }) => sum + AllocatedStorage, 0),
    ManualSnapshots: snapshots.filter(({ TagList }) => fromAwsTags(TagList)[tagKeys.operation] !== undefined).length,
  };
}

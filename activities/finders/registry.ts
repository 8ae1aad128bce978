import type { FoundAt } from '../../domain/messages/listing.js';
import type { Place } from '../../domain/messages/slices.js';
import { finderTypes, type FinderType } from '../../domain/stacks/finder-types.js';
import type { AwsAccess } from '../aws/access.js';
import { bucketFinders } from './buckets.js';
import { databaseFinders } from './databases.js';
import { createReach, type Finders } from './finder.js';
import { keyFinders } from './keys.js';
import { machineFinders } from './machines.js';
import { nameFinders } from './names.js';
import { networkFinders } from './networks.js';
import { rightsFinders } from './rights.js';
import { serviceFinders } from './services.js';

/** The finder of every type. The compiler holds this against the list that validation knows. */
export const finders: Finders = {
  ...bucketFinders,
  ...databaseFinders,
  ...keyFinders,
  ...machineFinders,
  ...nameFinders,
  ...networkFinders,
  ...rightsFinders,
  ...serviceFinders,
};

/**
 * Lists what is in an account, whoever made it.
 *
 * @param places one for each region that is looked through; services without regions are asked through the first.
 */
export async function findEverything(
  aws: AwsAccess,
  places: readonly Place[],
  types: readonly FinderType[] = finderTypes,
): Promise<FoundAt[]> {
  const found = await Promise.all(
    places.map(async (place, index) => {
      const reach = createReach(aws, place);
      const wanted = types.filter((type) => finders[type].scope === 'region' || index === 0);
      const lists = await Promise.all(
        wanted.map(async (type) => {
          const region = finders[type].scope === 'region' ? place.region : 'global';
          return (await finders[type].list(reach)).map((each) => ({ ...each, region }));
        }),
      );
      return lists.flat();
    }),
  );
  return found.flat();
}

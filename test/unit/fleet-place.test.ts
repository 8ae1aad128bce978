import { expect, test } from 'vitest';
import { requireFleet } from '../../config/require-fleet.js';
import { placeDatabase, type Placeable } from '../../domain/fleet/place-database.js';
import { goodFleet, withFleet } from './fleet-fixture.js';

const { organization, accounts } = await withFleet(goodFleet, requireFleet);

/** An environment with a network in these regions. */
function environment(...regions: string[]) {
  const account = accounts['demo'];
  if (!account) throw new Error('the good fleet has an environment "demo"');
  const network = { cidr: '10.21.0.0/16', availabilityZones: 3 };
  return { ...account, regions: Object.fromEntries(regions.map((region) => [region, network])) };
}

interface Row {
  readonly name: string;
  readonly database: Placeable;
  readonly regions: readonly string[];
  /** The environment's region, or the obstacle. */
  readonly expected: string;
}

const american: Placeable = { sourceRegion: 'us-east-1', residency: 'us' };

test.each<Row>([
  { name: 'its own region first', database: american, regions: ['us-west-2', 'us-east-1'], expected: 'us-east-1' },
  { name: 'another of its group', database: american, regions: ['eu-west-1', 'us-west-2'], expected: 'us-west-2' },
  { name: 'none of its group', database: american, regions: ['eu-west-1'], expected: 'environment' },
  {
    name: 'anywhere without a group',
    database: { sourceRegion: 'us-east-1' },
    regions: ['eu-west-1'],
    expected: 'eu-west-1',
  },
  {
    name: 'the region asked for',
    database: { ...american, wantedRegion: 'us-west-2' },
    regions: ['us-east-1', 'us-west-2'],
    expected: 'us-west-2',
  },
  {
    name: 'a region asked for outside the group',
    database: { ...american, wantedRegion: 'eu-west-1' },
    regions: ['us-east-1', 'eu-west-1'],
    expected: 'environment',
  },
  {
    name: 'a region asked for that is not there',
    database: { ...american, wantedRegion: 'us-west-2' },
    regions: ['us-east-1'],
    expected: 'environment',
  },
  {
    name: 'a source outside its group',
    database: { sourceRegion: 'eu-central-1', residency: 'us' },
    regions: ['us-east-1'],
    expected: 'source',
  },
  {
    name: 'a source without clean room',
    database: { sourceRegion: 'us-west-2', residency: 'us' },
    regions: ['us-west-2'],
    expected: 'cleanroom',
  },
  {
    name: 'a group that does not exist',
    database: { sourceRegion: 'us-east-1', residency: 'uk' },
    regions: ['us-east-1'],
    expected: 'residency-unknown',
  },
])('a database is placed: $name', ({ database, regions, expected }) => {
  const placement = placeDatabase(organization, environment(...regions), database);
  expect('place' in placement ? placement.place.environmentRegion : placement.obstacle).toBe(expected);
  if ('place' in placement) expect(placement.place.sourceRegion).toBe(database.sourceRegion);
});

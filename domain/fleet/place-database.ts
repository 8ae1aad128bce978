import type { Account } from './account.js';
import type { Organization } from './organization.js';

/** Where a database comes from and where its copies go. */
export interface DatabasePlace {
  /** The region of production, and of the clean room: raw copies never cross regions. */
  sourceRegion: string;
  /** The region of the environment's copy. */
  environmentRegion: string;
}

/** What `placeDatabase` needs to know of a database or of one member of a family. */
export interface Placeable {
  sourceRegion: string;
  /** The residency group, when the data has one. */
  residency?: string | undefined;
  /** The region that the account file asks for, when it does. */
  wantedRegion?: string | undefined;
}

/** The answer: a place, or why there is none. */
export type Placement = { place: DatabasePlace } | { obstacle: PlacementObstacle; reason: string };

/** What stands in the way of a place, by the file that would have to change. */
export type PlacementObstacle = 'residency-unknown' | 'source' | 'cleanroom' | 'environment';

/**
 * Decides in which regions a database is restored. Prefers the source's own region, so that nothing crosses regions
 * without need, and never leaves the residency group.
 */
export function placeDatabase(organization: Organization, account: Account, database: Placeable): Placement {
  const { sourceRegion, residency, wantedRegion } = database;
  const group = residency === undefined ? undefined : organization.residency[residency];
  if (residency !== undefined && group === undefined) {
    return { obstacle: 'residency-unknown', reason: `there is no residency group "${residency}"` };
  }
  const mayBeIn = (region: string): boolean => group === undefined || group.includes(region);
  if (!mayBeIn(sourceRegion)) {
    return {
      obstacle: 'source',
      reason: `its source is in ${sourceRegion}, outside its residency group "${residency}"`,
    };
  }
  if (!Object.hasOwn(organization.cleanroom.regions, sourceRegion)) {
    return {
      obstacle: 'cleanroom',
      reason: `the clean room has no quarantine in ${sourceRegion}, the source’s region`,
    };
  }
  const regions = Object.keys(account.regions);
  const candidates = wantedRegion === undefined ? regions : regions.filter((region) => region === wantedRegion);
  const allowed = candidates.filter(mayBeIn);
  const environmentRegion = allowed.includes(sourceRegion) ? sourceRegion : allowed[0];
  if (environmentRegion === undefined) {
    const where = wantedRegion ?? (regions.join(', ') || 'no region');
    const limits =
      residency === undefined ? 'its account file has no such region' : `the group "${residency}" has none of these`;
    return { obstacle: 'environment', reason: `the environment is in ${where}, and ${limits}` };
  }
  return { place: { sourceRegion, environmentRegion } };
}

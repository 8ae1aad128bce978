import type { EnvironmentDatabase, EnvironmentSlice, Place } from './messages/slices.js';

/** Quotas of RDS that an operation can end at, as AWS names them. */
export const roomQuotas = {
  DBInstances: 'instances',
  ManualSnapshots: 'manual snapshots',
  AllocatedStorage: 'GiB of storage',
} as const;

/** One of these quotas. */
export type RoomQuota = keyof typeof roomQuotas;

/** What an operation takes of one place at its peak, beside what is there. */
export interface Demand {
  /** `qa1`, `the clean room`, `production`. */
  readonly of: string;
  readonly place: Place;
  readonly wanted: Readonly<Record<RoomQuota, number>>;
  /** Whether what Backlot has there may be half of a quota at most, because others live from the rest. */
  readonly halfAtMost: boolean;
}

/** How far a quota is used. */
export interface QuotaUse {
  readonly used: number;
  readonly max: number;
  /** How much of it is Backlot's. */
  readonly ours: number;
}

/** What a refresh is going to make, as far as it is known before anything starts. */
export interface RefreshDemand {
  readonly environment: EnvironmentSlice;
  readonly databases: readonly EnvironmentDatabase[];
  /** Names of the databases whose images are there already. */
  readonly imagesFound: readonly string[];
  /** Allocated size by database, in GiB, as far as it is known. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly databasesInFlight: number;
}

// Beside its image, a sanitisation has a raw copy and a scrubbed snapshot in the clean room, and a copy in production.
const snapshotsInCleanroom = 2;
const snapshotsInProduction = 1;

/** Works out what a refresh takes of every place at its peak: a whole generation beside those that are there. */
export function demandsOf(refresh: RefreshDemand): Demand[] {
  const { environment, databases, imagesFound, sizes, databasesInFlight } = refresh;
  const missing = databases.filter(({ database }) => !imagesFound.includes(database.name));
  const sizeOf = ({ database }: EnvironmentDatabase): number => sizes[database.name] ?? 0;
  const atOnce = <T>(of: readonly T[], take: (item: T) => number): number =>
    total(
      of
        .map(take)
        .toSorted((a, b) => b - a)
        .slice(0, databasesInFlight),
    );
  return [
    ...byPlace(databases, ({ place }) => place).map(([place, there]) => ({
      of: environment.name,
      place,
      wanted: {
        DBInstances: there.length,
        ManualSnapshots: atOnce(there, () => 1),
        AllocatedStorage: total(there.map(sizeOf)),
      },
      halfAtMost: false,
    })),
    ...byPlace(missing, ({ database }) => database.cleanroom).map(([place, there]) => ({
      of: 'the clean room',
      place,
      wanted: {
        DBInstances: atOnce(there, () => 1),
        ManualSnapshots: there.length + atOnce(there, () => snapshotsInCleanroom),
        AllocatedStorage: atOnce(there, sizeOf),
      },
      halfAtMost: false,
    })),
    ...byPlace(missing, ({ database }) => database.source.place).map(([place, there]) => ({
      of: 'production',
      place,
      wanted: {
        DBInstances: atOnce(there, ({ database }) => (isPast(database.source) ? 1 : 0)),
        ManualSnapshots: atOnce(
          there,
          ({ database }) => snapshotsInProduction + (isAutomated(database.source) ? 0 : 1),
        ),
        AllocatedStorage: atOnce(there, (target) => (isPast(target.database.source) ? sizeOf(target) : 0)),
      },
      halfAtMost: true,
    })),
  ];
}

/** Says in words for which quotas there is no room, and by how much; an empty list when there is room for all. */
export function shortagesOf(demand: Demand, uses: Readonly<Partial<Record<RoomQuota, QuotaUse>>>): string[] {
  const { of, place, wanted, halfAtMost } = demand;
  return Object.entries(roomQuotas).flatMap(([name, words]) => {
    const quota = name as RoomQuota;
    const use = uses[quota];
    const more = wanted[quota];
    if (use === undefined || more === 0) return [];
    const where = `${of} (${place.account}, ${place.region})`;
    const over = use.used + more - use.max;
    if (over > 0) {
      return [`${where} needs ${more} more ${words} and uses ${use.used} of ${use.max}: ${over} too few`];
    }
    const half = halfOf(use.max);
    const overHalf = use.ours + more - half;
    if (!halfAtMost || overHalf <= 0) return [];
    return [
      `${where} needs ${more} more ${words} beside ${use.ours} of Backlot's, which may have half of the quota, ` +
        `${half}: ${overHalf} too few`,
    ];
  });
}

/** The part of a quota of production that Backlot never exceeds. */
export function halfOf(quota: number): number {
  return Math.floor(quota / 2);
}

function isPast({ snapshot }: { snapshot: string }): boolean {
  return snapshot === 'point-in-time';
}

function isAutomated({ snapshot }: { snapshot: string }): boolean {
  return snapshot === 'latest-automated';
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function byPlace<T>(items: readonly T[], placeOf: (item: T) => Place): [Place, T[]][] {
  const places = new Map<string, [Place, T[]]>();
  for (const item of items) {
    const place = placeOf(item);
    const key = `${place.account} ${place.region}`;
    const known = places.get(key);
    if (known === undefined) places.set(key, [place, [item]]);
    else known[1].push(item);
  }
  return [...places.values()];
}

import { judgeLeftover } from '../../domain/judge-leftover.js';
import { sweptTypes, type Leftover, type LeftoversOf } from '../../domain/messages/sweep.js';
import type { Place } from '../../domain/messages/slices.js';
import { pipelinePrefix } from '../../domain/names.js';
import { tagKeys, type ResourceKind } from '../../domain/tags.js';
import type { Fleet } from '../../domain/fleet/fleet.js';
import type { ActivityDependencies } from '../dependencies.js';
import { createDnsActivities } from '../dns/records.js';
import { withAccount } from '../fleet/with-account.js';
import { createFinders, type FoundResource } from './finders.js';
import { createOperationLooks } from './open-operations.js';

/** A place where Backlot makes things, and the environment that it belongs to. */
export interface SweptPlace {
  readonly place: Place;
  readonly types: readonly Leftover['type'][];
  readonly environment?: { name: string; zone: string; visibility: 'private' | 'public' };
}

/** Activities that find what no operation owns any more. */
export function createSweepActivities(dependencies: ActivityDependencies) {
  const finders = createFinders(dependencies.aws);
  const dns = createDnsActivities(dependencies);

  return {
    /** Looks through production, the clean room and the environments, or through where one's own things are. */
    async findLeftovers({ account, accountId, database }: LeftoversOf): Promise<Leftover[]> {
      const read = await dependencies.readFleet();
      const fleet = account === undefined || accountId === undefined ? read : withAccount(read, account, accountId);
      const places = sweptPlaces(fleet)
        .filter(({ environment }) => account === undefined || environment?.name === account)
        .filter(({ environment }) => database === undefined || environment === undefined);
      const { keep } = fleet.organization.images;
      const isOpen = createOperationLooks(dependencies.temporal);
      const found = await Promise.all(places.map((swept) => leftoversIn(swept, keep, isOpen, database)));
      return found.flat();
    },
  };

  async function leftoversIn(
    { place, types, environment }: SweptPlace,
    keepImages: number,
    isOpen: ReturnType<typeof createOperationLooks>,
    database: string | undefined,
  ): Promise<Leftover[]> {
    const named = database === undefined ? {} : { named: pipelinePrefix(database) };
    const found = await finders.findAll({ place, types, ...named });
    const resources = found.filter(({ tags }) => database === undefined || tags[tagKeys.database] === database);
    const superseded = supersededImages(resources, keepImages);
    const serving = environment === undefined ? [] : await servingEndpoints(place, environment, resources);
    const leftovers: Leftover[] = [];
    for (const { type, id, tags, endpoint, available } of resources) {
      const kind = tags[tagKeys.kind] as ResourceKind;
      const verdict = judgeLeftover(
        {
          kind,
          tags,
          operationOpen: await isOpen(tags),
          serving: endpoint !== undefined && serving.includes(endpoint),
          finished: available,
          superseded: superseded.has(id),
        },
        Date.now(),
      );
      if (verdict === undefined) continue;
      leftovers.push({
        place,
        type,
        id,
        kind,
        tags,
        ...verdict,
        ...(environment === undefined ? {} : { environment: environment.name }),
      });
    }
    return leftovers;
  }

  async function servingEndpoints(
    place: Place,
    { zone, visibility }: { zone: string; visibility: 'private' | 'public' },
    resources: readonly FoundResource[],
  ): Promise<string[]> {
    const names = [...new Set(resources.flatMap(({ tags }) => tags[tagKeys.dnsName] ?? []))];
    const records = await dns.readRecords({ zone: { place, name: zone, visibility }, names });
    return records.map(({ value }) => value);
  }
}

/** The images that the fleet does not ask to keep: all but the newest few of each database. */
function supersededImages(resources: readonly FoundResource[], keep: number): ReadonlySet<string> {
  const kept = new Map<string, number>();
  const images = resources
    .filter(({ type, tags, available }) => type === 'snapshot' && tags[tagKeys.kind] === 'image' && available)
    .toSorted((a, b) => ageOf(b).localeCompare(ageOf(a)));
  return new Set(
    images.flatMap(({ id, tags }) => {
      const database = tags[tagKeys.database] ?? '';
      const newer = kept.get(database) ?? 0;
      kept.set(database, newer + 1);
      return newer < keep ? [] : [id];
    }),
  );
}

/** Orders images by their data, and those of the same data, made by other rules perhaps, by their making. */
function ageOf({ tags, createdAt = '' }: FoundResource): string {
  return `${tags[tagKeys.dataTime] ?? ''} ${createdAt}`;
}

// Nothing else is ever made in production, and the source role may look for nothing else.
const madeInProduction = ['instance', 'snapshot'] as const;

/** Lists every place where Backlot makes things. */
export function sweptPlaces({ organization, accounts }: Pick<Fleet, 'organization' | 'accounts'>): SweptPlace[] {
  const { production, cleanroom } = organization;
  const cleanroomPlaces = Object.keys(cleanroom.regions).map((region) => ({
    place: { account: cleanroom.account, region, role: 'BacklotScrub' },
    types: sweptTypes,
  }));
  const productionPlaces = Object.keys(cleanroom.regions).map((region) => ({
    place: { account: production.account, region, role: production.role },
    types: madeInProduction,
  }));
  const environmentPlaces = Object.values(accounts).flatMap((account) =>
    Object.keys(account.regions).flatMap((region): SweptPlace[] => {
      if (account.accountId === undefined) return [];
      return [
        {
          place: { account: account.accountId, region, role: 'BacklotData' },
          types: sweptTypes,
          environment: { name: account.account, zone: account.zone.name, visibility: account.zone.visibility },
        },
      ];
    }),
  );
  return [...productionPlaces, ...cleanroomPlaces, ...environmentPlaces];
}

import type { FleetFiles, ParsedFile } from './fleet-files.js';
import type { Organization } from './organization.js';
import { placeDatabase } from './place-database.js';
import type { Finding, ValuePath } from './problem.js';

interface Source {
  readonly file: string;
  readonly name: string;
  readonly region: string;
  readonly regionPath: ValuePath;
  /** The group, when the file names one; members of a family may name theirs by tag. */
  readonly residency?: string;
}

/** Finds databases whose data would have to leave its residency group, or that have no clean room or environment to go to. */
export function* checkResidency(files: FleetFiles): Iterable<Finding> {
  const { organization } = files;
  if (!organization) return;
  const sources = sourcesOf(files);
  for (const source of sources) yield* checkSource(organization, source);
  for (const { file, value } of files.accounts) {
    for (const [index, entry] of (value.databases?.include ?? []).entries()) {
      for (const source of sources.filter(({ name }) => name === entry.name)) {
        const placement = placeDatabase(organization.value, value, {
          sourceRegion: source.region,
          residency: source.residency,
          wantedRegion: entry.region,
        });
        if ('place' in placement || placement.obstacle !== 'environment') continue;
        yield {
          code: source.residency === undefined ? 'RegionUnknown' : 'ResidencyBroken',
          file,
          path: ['databases', 'include', index],
          what: `"${entry.name}" has no region to be restored in here`,
          why: placement.reason,
          mend: 'add a region to `regions`, correct the entry’s `region`, or take the database off the list',
        };
      }
    }
  }
}

/** Checks what does not depend on an environment: the source's own region and the clean room. */
function* checkSource({ value }: ParsedFile<Organization>, source: Source): Iterable<Finding> {
  const group = source.residency === undefined ? undefined : value.residency[source.residency];
  const at = { file: source.file, path: source.regionPath };
  if (group !== undefined && !group.includes(source.region)) {
    yield {
      code: 'ResidencyBroken',
      ...at,
      what: `"${source.name}" lies in ${source.region}, outside its residency group "${source.residency}"`,
      why: `the group has ${group.join(', ')}, and Backlot touches its data nowhere else`,
      mend: 'correct the region or the group',
    };
  } else if (!Object.hasOwn(value.cleanroom.regions, source.region)) {
    yield {
      code: 'RegionUnknown',
      ...at,
      what: `the clean room has no quarantine in ${source.region}`,
      why: `"${source.name}" lies there, and raw copies never cross regions`,
      mend: `add \`${source.region}: {}\` to \`cleanroom.regions\` in organization.yaml`,
    };
  }
}

function sourcesOf(files: FleetFiles): Source[] {
  const databases = files.databases.map(({ file, value }) => ({
    file,
    name: value.database,
    region: value.source.region,
    regionPath: ['source', 'region'],
    ...(value.residency !== undefined && { residency: value.residency }),
  }));
  const families = files.families.flatMap(({ file, value }) =>
    value.source.regions.map((region, index) => ({
      file,
      name: value.family,
      region,
      regionPath: ['source', 'regions', index],
      ...(typeof value.residency === 'string' && { residency: value.residency }),
    })),
  );
  return [...databases, ...families];
}

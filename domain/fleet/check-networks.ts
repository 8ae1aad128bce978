import type { FleetFiles } from './fleet-files.js';
import type { Finding, ValuePath } from './problem.js';
import { addressRange, rangesOverlap } from './values/cidr.js';
import type { AddressRange } from './values/cidr.js';

interface Block extends AddressRange {
  readonly cidr: string;
  readonly owner: string;
  readonly file: string;
  readonly path: ValuePath;
}

/** Finds environments whose address blocks overlap, and zones outside the organisation's parent zone. */
export function* checkNetworks(files: FleetFiles): Iterable<Finding> {
  yield* overlaps(blocksOf(files));
  if (!files.organization) return;
  const parent = files.organization.value.dns.parentZone;
  for (const { file, value } of files.accounts) {
    if (value.zone.name.endsWith(`.${parent}`)) continue;
    yield {
      code: 'ZoneOutsideParent',
      file,
      path: ['zone', 'name'],
      what: `the zone ${value.zone.name} does not lie under ${parent}`,
      why: 'only zones under the organisation’s parent zone can be delegated',
      mend: `use a name such as ${value.account}.${parent}`,
    };
  }
}

function blocksOf(files: FleetFiles): Block[] {
  return files.accounts.flatMap(({ file, value }) =>
    Object.entries(value.regions).map(([region, { cidr }]) => ({
      ...addressRange(cidr),
      cidr,
      owner: `${value.account} in ${region}`,
      file,
      path: ['regions', region, 'cidr'],
    })),
  );
}

/** Reports each block once, against the earlier block that reaches furthest: linear after sorting. */
function* overlaps(blocks: readonly Block[]): Iterable<Finding> {
  let furthest: Block | undefined;
  for (const block of blocks.toSorted((one, other) => one.first - other.first)) {
    if (furthest && rangesOverlap(furthest, block)) {
      yield {
        code: 'CidrOverlap',
        file: block.file,
        path: block.path,
        what: `the block ${block.cidr} overlaps ${furthest.cidr}`,
        why: `${furthest.owner} has that one, and networks with common addresses cannot be connected later`,
        mend: 'choose a block that no other environment uses',
      };
    }
    if (!furthest || block.last > furthest.last) furthest = block;
  }
}

import { BacklotError } from '../../domain/errors.js';
import type { FoundAt } from '../../domain/messages/listing.js';
import type { Place } from '../../domain/messages/slices.js';
import type { PlannedChange, StackSlice } from '../../domain/messages/stacks.js';
import type { Forgotten } from '../../domain/stacks/compare-journal.js';
import { hasFinder } from '../../domain/stacks/finder-types.js';
import type { TerraformPlan } from '../../domain/stacks/terraform-plan.js';
import { findEverything } from '../finders/registry.js';
import type { TerraformContext } from './context.js';

/** What is to be taken into a state: where, and what Terraform's import calls it. */
export interface Import {
  readonly to: string;
  readonly id: string;
}

interface Configuration {
  readonly provider?: Readonly<Record<string, readonly { readonly alias?: string; readonly region?: string }[]>>;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, { readonly provider?: string }>>>>;
}

/** What is to be done about things that are there without the state knowing. */
export interface Lost {
  readonly imports: readonly Import[];
  /** Parts of things that were made just now; Terraform makes them again. */
  readonly removals: readonly FoundAt[];
  /** Addresses that the state has with the id of something that is gone, while what has come in its place is imported. */
  readonly outdated: readonly string[];
}

/**
 * Decides what becomes of what an apply has left behind. What was made for sure is imported, after a look at what its
 * import takes. What was in the making is looked for by the tags and the name that it was to have, and imported too; so is
 * what came in the place of something half made, which the state knows and nobody finds any more. Rules and associations
 * have nothing to be told by: those of things that the same apply has made are taken away.
 *
 * @throws {BacklotError} `CannotDecide` when several things could be what was in the making.
 */
export async function findLost(
  { aws }: Pick<TerraformContext, 'aws'>,
  stack: StackSlice,
  configuration: string,
  forgotten: Forgotten,
  plan: TerraformPlan,
  known: { readonly ids: ReadonlySet<string>; readonly madeIds: ReadonlySet<string> },
): Promise<Lost> {
  const regionOf = regionsOf(configuration, stack.region);
  const asked = new Map<string, Promise<readonly FoundAt[]>>();
  const list = (type: string, address: string): Promise<readonly FoundAt[]> => {
    if (!hasFinder(type)) return Promise.resolve([]);
    const place: Place = { account: stack.accountId, region: regionOf(type, address), role: stack.role };
    const key = `${type} ${place.region}`;
    const listed = asked.get(key) ?? findEverything(aws, [place], [type]);
    asked.set(key, listed);
    return listed;
  };
  const taken = new Set([...known.ids, ...known.madeIds]);
  const isFree = ({ id, ending, builtIn }: FoundAt) => ending === undefined && builtIn !== true && !taken.has(id);

  const imports: Import[] = [];
  /** Takes in the one thing that is as it was to be; returns whether there is one. */
  const adopt = async ({ address, type }: PlannedChange, wanted: unknown): Promise<boolean> => {
    const candidates = (await list(type, address)).filter((found) => isFree(found) && isWanted(found, wanted));
    if (candidates.length > 1) throw ambiguous(stack.name, address, candidates);
    for (const { id, importId } of candidates) {
      taken.add(id);
      imports.push({ to: address, id: importId });
    }
    return candidates.length > 0;
  };
  for (const { address, type, id } of forgotten.made) {
    const found = (await list(type, address)).find((each) => each.id === id);
    imports.push({ to: address, id: found?.importId ?? id });
  }
  const parts: PlannedChange[] = [];
  for (const lost of forgotten.perhapsMade) {
    const { address, type } = lost;
    const change = plan.resource_changes?.find((each) => each.address === address)?.change;
    if (change?.importing?.id !== undefined) imports.push({ to: address, id: change.importing.id });
    else if (partTypes.includes(type)) parts.push(lost);
    else if (!settled.includes(type)) {
      await adopt(lost, change?.after);
    }
  }
  const outdated: string[] = [];
  for (const lost of forgotten.perhapsReplaced) {
    const { address, type, id } = lost;
    if (!hasFinder(type) || partTypes.includes(type) || settled.includes(type)) continue;
    if ((await list(type, address)).some((found) => found.id === id && found.ending === undefined)) continue;
    const change = plan.resource_changes?.find((each) => each.address === address)?.change;
    if (await adopt(lost, change?.after)) outdated.push(address);
  }
  const parents = new Set([...known.madeIds, ...imports.map(({ id }) => id)]);
  const removals = new Map<string, FoundAt>();
  for (const { address, type } of parts) {
    for (const found of await list(type, address)) {
      if (isFree(found) && parents.has(found.partOf ?? '')) removals.set(found.id, found);
    }
  }
  return { imports, removals: [...removals.values()], outdated };
}

/** They have no tags or name of their own, and nothing is lost with them. */
const partTypes = [
  'aws_route_table_association',
  'aws_vpc_security_group_egress_rule',
  'aws_vpc_security_group_ingress_rule',
];

/** They are always there, and making them is setting them. */
const settled = ['aws_default_security_group', 'aws_ebs_encryption_by_default', 'aws_s3_account_public_access_block'];

/** Terraform's import blocks. */
export function renderImports(imports: readonly Import[]): string {
  return JSON.stringify({ import: imports });
}

/** Whether a thing is what a plan wanted to make: all of its tags are there, or, where it has none, its name. */
export function isWanted(found: Pick<FoundAt, 'tags' | 'name' | 'id'>, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return false;
  const { tags_all: tags, name, bucket } = wanted as Readonly<Record<string, unknown>>;
  const called = name ?? bucket;
  const hasName = typeof called === 'string';
  const isCalled = [found.name, found.id].includes(String(called));
  const wantedTags = Object.entries(typeof tags === 'object' && tags !== null ? tags : {});
  if (wantedTags.length === 0) return hasName && isCalled;
  if (hasName && found.name !== undefined && !isCalled) return false;
  return wantedTags.every(([key, value]) => found.tags[key] === value);
}

/** Tells in which region a resource is: that of the provider that its configuration names. */
function regionsOf(configuration: string, usual: string): (type: string, address: string) => string {
  const { provider = {}, resource = {} } = JSON.parse(configuration) as Configuration;
  const regions = new Map((provider['aws'] ?? []).map(({ alias, region }) => [`aws.${alias ?? ''}`, region]));
  return (type, address) => {
    const name = address.slice(type.length + 1).replace(/\[.*$/, '');
    return regions.get(resource[type]?.[name]?.provider ?? '') ?? usual;
  };
}

function ambiguous(stack: string, address: string, candidates: readonly FoundAt[]): BacklotError {
  return new BacklotError(
    'CannotDecide',
    `An apply of ${stack} died while it made ${address}, and ${candidates.map(({ id }) => id).join(', ')} could all be ` +
      'it. Import the right one with terraform import, delete the others, and start again.',
  );
}

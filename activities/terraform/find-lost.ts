import { BacklotError } from '../../domain/errors.js';
import type { Place } from '../../domain/messages/slices.js';
import type { StackSlice } from '../../domain/messages/stacks.js';
import type { Forgotten } from '../../domain/stacks/compare-journal.js';
import { hasFinder } from '../../domain/stacks/finder-types.js';
import type { TerraformPlan } from '../../domain/stacks/terraform-plan.js';
import type { Found } from '../../domain/messages/listing.js';
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

/**
 * Turns what an apply has left behind into imports. What was made for sure is looked up for the name that its import
 * takes; what was in the making is looked for by the tags and the name that it was to have.
 *
 * @throws {BacklotError} `CannotDecide` when several things could be what was in the making.
 */
export async function findLost(
  { aws }: Pick<TerraformContext, 'aws'>,
  stack: StackSlice,
  configuration: string,
  forgotten: Forgotten,
  plan: TerraformPlan,
  knownIds: ReadonlySet<string>,
): Promise<Import[]> {
  const regionOf = regionsOf(configuration, stack.region);
  const asked = new Map<string, Promise<readonly Found[]>>();
  const list = (type: string, address: string): Promise<readonly Found[]> => {
    if (!hasFinder(type)) return Promise.resolve([]);
    const place: Place = { account: stack.accountId, region: regionOf(type, address), role: stack.role };
    const key = `${type} ${place.region}`;
    const listed = asked.get(key) ?? findEverything(aws, [place], [type]);
    asked.set(key, listed);
    return listed;
  };
  const made = forgotten.made.map(async ({ address, type, id }): Promise<Import> => {
    const found = (await list(type, address)).find((each) => each.id === id);
    return { to: address, id: found?.importId ?? id };
  });
  const taken = new Set([...knownIds, ...forgotten.made.map(({ id }) => id)]);
  const perhaps = forgotten.perhapsMade.map(async ({ address, type }): Promise<Import[]> => {
    const change = plan.resource_changes?.find((each) => each.address === address)?.change;
    if (change?.importing?.id !== undefined) return [{ to: address, id: change.importing.id }];
    const candidates = (await list(type, address)).filter(
      (found) => found.ending === undefined && !taken.has(found.id) && isWanted(found, change?.after),
    );
    if (candidates.length > 1) throw ambiguous(stack.name, address, candidates);
    return candidates.map(({ importId }) => ({ to: address, id: importId }));
  });
  return [...(await Promise.all(made)), ...(await Promise.all(perhaps)).flat()];
}

/** Terraform's import blocks. */
export function renderImports(imports: readonly Import[]): string {
  return JSON.stringify({ import: imports });
}

/** Whether a thing is what a plan wanted to make: all of its tags are there, or, where it has none, its name. */
export function isWanted(found: Pick<Found, 'tags' | 'name' | 'id'>, wanted: unknown): boolean {
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

function ambiguous(stack: string, address: string, candidates: readonly Found[]): BacklotError {
  return new BacklotError(
    'CannotDecide',
    `An apply of ${stack} died while it made ${address}, and ${candidates.map(({ id }) => id).join(', ')} could all be ` +
      'it. Import the right one with terraform import, delete the others, and start again.',
  );
}

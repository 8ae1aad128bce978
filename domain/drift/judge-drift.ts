import type { DriftedResource } from '../messages/drift.js';
import type { ChangeAction, PlannedChange } from '../messages/stacks.js';
import { actionOf, type ResourceChange, type TerraformPlan } from '../stacks/terraform-plan.js';
import { attributesOf, changedPaths, isSame, type ChangedPaths } from './changed-paths.js';
import { createReferences } from './references.js';

/** What a plan says about reality and about the configuration, told apart. */
export interface JudgedPlan {
  readonly drift: readonly DriftedResource[];
  readonly pending: readonly PlannedChange[];
}

interface Changed {
  readonly resource: ResourceChange;
  readonly action: ChangeAction;
  readonly paths: ChangedPaths;
}

/**
 * Tells drift and pending changes of one plan apart. Drift is what somebody else did: a resource that is gone and would be
 * made again, or attributes that would be changed back. What is different and would be left alone is no drift: AWS and the
 * last apply itself change much that nobody declares. Pending is what would be changed of things that are as the state has
 * them; one resource can have both.
 *
 * A resource that is gone takes others along, which would get new ids of it: they follow it, and nothing is pending there.
 */
export function judgeDrift(plan: TerraformPlan): JudgedPlan {
  const changed = new Map(plan.resource_changes?.flatMap(changedOf));
  const drift: DriftedResource[] = [];
  const pending: PlannedChange[] = [];
  const remade = new Set<string>();
  for (const found of plan.resource_drift ?? []) {
    const planned = changed.get(keyOf(found));
    if (found.mode === 'data' || planned === undefined) continue;
    const judged = isGone(found) ? judgeGone(found, planned) : judgeChanged(found, planned);
    if (judged === undefined) continue;
    const { address, type } = found;
    drift.push({ address, type, difference: isGone(found) ? 'deleted' : 'changed', attributes: judged.attributes });
    if (judged.pending) pending.push({ address, type, action: isGone(found) ? 'update' : planned.action });
    if (planned.action !== 'update') remade.add(address);
    changed.delete(keyOf(found));
  }
  const references = createReferences(plan);
  for (let follower = next(); follower !== undefined; follower = next()) {
    const { resource, paths } = follower;
    const { address, type } = resource;
    const attributes = attributesOf(paths.unknown).filter((name) => references.lead(address, name, remade));
    drift.push({ address, type, difference: 'follows', attributes });
    remade.add(address);
    changed.delete(keyOf(resource));
  }
  for (const { resource, action } of changed.values()) {
    pending.push({ address: resource.address, type: resource.type, action });
  }
  for (const [name, { actions, after_unknown: unknown }] of Object.entries(plan.output_changes ?? {})) {
    const action = actionOf({ address: name, type: 'output', change: { actions } });
    if (action === undefined || (unknown === true && references.outputLeads(name, remade))) continue;
    pending.push({ address: `output.${name}`, type: 'output', action });
  }
  return { drift: drift.toSorted(byAddress), pending: pending.toSorted(byAddress) };

  function next(): Changed | undefined {
    return [...changed.values()].find(
      ({ resource: { address }, action, paths }) =>
        (action === 'update' || action === 'replace') &&
        paths.known.size === 0 &&
        attributesOf(paths.unknown).some((name) => references.lead(address, name, remade)),
    );
  }
}

type Judged = { readonly attributes: readonly string[]; readonly pending: boolean };

/** What is gone and not asked for any more is as the configuration says: nothing would be done about it. */
function judgeGone({ change: { before } }: ResourceChange, { resource, action }: Changed): Judged | undefined {
  if (action !== 'create') return undefined;
  const { after, after_unknown: unknown = false } = resource.change;
  return { attributes: [], pending: changedPaths(before, after, unknown).known.size > 0 };
}

function judgeChanged({ change: { before, after } }: ResourceChange, planned: Changed): Judged | undefined {
  if (planned.action !== 'update' && planned.action !== 'replace') return undefined;
  const drifted = changedPaths(before, after).known;
  const reverted = [...drifted.keys()].filter((path) => planned.paths.known.has(path));
  if (reverted.length === 0) return undefined;
  const beyond = [...planned.paths.known].filter(
    ([path, { after: wanted }]) => !drifted.has(path) || !isSame(wanted, drifted.get(path)?.before),
  );
  return { attributes: attributesOf(reverted), pending: beyond.length > 0 };
}

function changedOf(resource: ResourceChange): [string, Changed][] {
  const action = actionOf(resource);
  if (action === undefined) return [];
  const { before, after, after_unknown: unknown = false } = resource.change;
  return [[keyOf(resource), { resource, action, paths: changedPaths(before, after, unknown) }]];
}

function keyOf({ address, deposed = '' }: ResourceChange): string {
  return `${address} ${deposed}`;
}

function isGone({ change: { actions } }: ResourceChange): boolean {
  return actions.includes('delete');
}

function byAddress(one: { readonly address: string }, other: { readonly address: string }): number {
  return one.address < other.address ? -1 : 1;
}

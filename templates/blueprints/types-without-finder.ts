import type { Account } from '../../domain/fleet/account.js';
import type { FleetContent } from '../../domain/fleet/fleet.js';
import { hasFinder } from '../../domain/stacks/finder-types.js';
import type { StackDefinition } from '../define-stack.js';
import { synthesizeStack } from '../synth/synthesize-stack.js';
import { builtInBlueprints } from './built-in.js';
import type { Blueprint } from './define-blueprint.js';

/** A type of resources that nothing finds again, and a stack that holds one. */
export interface TypeWithoutFinder {
  readonly type: string;
  readonly stack: string;
}

/** What was found before. A worker reads its fleet again for every operation, and synthesis takes its time. */
const known = new WeakMap<Blueprint, Map<string, readonly TypeWithoutFinder[]>>();

/**
 * Lists the types of resources in an environment's stacks that have no finder, each once. Built-in blueprints have none:
 * their own tests see to that.
 *
 * @throws {BacklotError} when a stack cannot be synthesised.
 */
export function typesWithoutFinder(
  { organization }: FleetContent,
  account: Account,
  blueprint: Blueprint,
  stacks: readonly StackDefinition[],
): readonly TypeWithoutFinder[] {
  if (builtInBlueprints.includes(blueprint)) return [];
  const before = known.get(blueprint) ?? new Map<string, readonly TypeWithoutFinder[]>();
  known.set(blueprint, before);
  const key = JSON.stringify([organization, account]);
  const found = before.get(key) ?? look(stacks);
  before.set(key, found);
  return found;
}

function look(stacks: readonly StackDefinition[]): TypeWithoutFinder[] {
  const missing = new Map<string, string>();
  for (const stack of stacks) {
    for (const type of synthesizeStack(stack).resourceTypes) {
      if (!hasFinder(type) && !missing.has(type)) missing.set(type, stack.name);
    }
  }
  return [...missing].map(([type, stack]) => ({ type, stack }));
}

import { upstreamOf, type StackDeclaration } from '../../domain/stacks/declaration.js';

/** The longest way through a graph of stacks. */
export interface CriticalPath {
  /** Names of stacks, the first to be applied first. */
  readonly stacks: readonly string[];
  readonly ms: number;
}

/**
 * Finds the way through the stacks whose own times add up to most: nobody is faster who applies each stack after those
 * that it needs, however many there are at once. For the way back it is the same one.
 *
 * @param msOf what each stack takes alone; nothing for one that is not named.
 */
export function criticalPath(
  stacks: readonly StackDeclaration[],
  msOf: Readonly<Record<string, number>>,
): CriticalPath {
  const byName = new Map(stacks.map((stack) => [stack.name, stack]));
  const known = new Map<string, CriticalPath>();
  const pathTo = (stack: StackDeclaration): CriticalPath => {
    const before = known.get(stack.name);
    if (before !== undefined) return before;
    const longest = longestOf(
      upstreamOf(stack).flatMap((name) => {
        const upstream = byName.get(name);
        return upstream === undefined ? [] : [pathTo(upstream)];
      }),
    );
    const path = { stacks: [...longest.stacks, stack.name], ms: longest.ms + (msOf[stack.name] ?? 0) };
    known.set(stack.name, path);
    return path;
  };
  return longestOf(stacks.map(pathTo));
}

function longestOf(paths: readonly CriticalPath[]): CriticalPath {
  return paths.reduce((longest, path) => (path.ms > longest.ms ? path : longest), { stacks: [], ms: 0 });
}

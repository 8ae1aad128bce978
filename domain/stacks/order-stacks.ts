import { upstreamOf, type StackDeclaration } from './declaration.js';

/**
 * Puts stacks into waves: what is in one needs only what is in earlier ones, so that the stacks of a wave can be applied
 * side by side. Within a wave they are sorted by name.
 *
 * The stacks must have no fault that `findGraphFaults` would find.
 */
export function orderStacks<Stack extends StackDeclaration>(stacks: readonly Stack[]): Stack[][] {
  const waves: Stack[][] = [];
  const placed = new Set<string>();
  let waiting = stacks.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  while (waiting.length > 0) {
    const isReady = (stack: Stack): boolean => upstreamOf(stack).every((name) => placed.has(name));
    const wave = waiting.filter(isReady);
    if (wave.length === 0) throw new Error(`no order for ${waiting.map(({ name }) => name).join(', ')}`);
    for (const { name } of wave) placed.add(name);
    waiting = waiting.filter(({ name }) => !placed.has(name));
    waves.push(wave);
  }
  return waves;
}

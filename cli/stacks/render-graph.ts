import { upstreamOf } from '../../domain/stacks/declaration.js';
import { orderStacks } from '../../domain/stacks/order-stacks.js';
import type { StackDefinition } from '../../templates/define-stack.js';

/** Renders the stacks of an environment in the order they are applied: each wave, what each stack needs, and as whom. */
export function renderGraph(stacks: readonly StackDefinition[]): string {
  const lines = orderStacks(stacks).flatMap((wave, index) => [
    `${index + 1}.`,
    ...wave.flatMap((stack) => [`   ${stack.name}  (${applierOf(stack)}, ${stack.target.region})`, ...needs(stack)]),
  ]);
  return lines.join('\n');
}

/** Renders the stacks of an environment as a Mermaid flowchart; arrows go from what gives to what needs. */
export function renderMermaid(stacks: readonly StackDefinition[]): string {
  const sorted = stacks.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const nodes = sorted.map(({ name }) => `  ${idOf(name)}["${name}"]`);
  const edges = sorted.flatMap((stack) =>
    upstreamOf(stack).map((upstream) => {
      const values = valuesFrom(stack, upstream);
      const label = values.length === 0 ? '' : `|${values.join(', ')}|`;
      return `  ${idOf(upstream)} -->${label} ${idOf(stack.name)}`;
    }),
  );
  return ['flowchart LR', ...nodes, ...edges].join('\n');
}

/** What a stack imports from another one, by the name it has there. */
export function valuesFrom({ imports }: StackDefinition, upstream: string): string[] {
  const values = Object.values(imports).filter(({ from }) => from === upstream);
  return [...new Set(values.map((value) => value.export))].toSorted();
}

/** Who applies a stack, for people. */
export function applierOf({ target }: StackDefinition): string {
  return target.role ?? 'a person';
}

function needs(stack: StackDefinition): string[] {
  return upstreamOf(stack).map((upstream) => {
    const values = valuesFrom(stack, upstream);
    return `      after ${upstream}${values.length === 0 ? '' : `: ${values.join(', ')}`}`;
  });
}

/** Mermaid's ids take neither dots nor hyphens. */
function idOf(name: string): string {
  return name.replaceAll(/[^a-z0-9]/g, '_');
}

import { BacklotError } from '../../domain/errors.js';
import type { StackSlice } from '../../domain/messages/stacks.js';
import type { StackImport, ValueType } from '../../domain/stacks/declaration.js';
import { parseStackName } from '../../domain/stacks/stack-name.js';
import type { StackState } from './stack-state.js';

/** The values that a stack gets from others, or the stacks that it has to wait for. */
export type UpstreamValues =
  { readonly values: Readonly<Record<string, string | readonly string[]>> } | { readonly waitsFor: readonly string[] };

/**
 * Takes the values that a stack imports out of the states of those that export them.
 *
 * @throws {BacklotError} `InvalidInput` when a value has another type than was declared.
 */
export async function readUpstream(
  { name, imports }: Pick<StackSlice, 'name' | 'imports'>,
  stateOf: (environment: string, stack: string) => Promise<StackState>,
): Promise<UpstreamValues> {
  const sources = [...new Set(Object.values(imports).map(({ from }) => from))].toSorted();
  const states = new Map(
    await Promise.all(
      sources.map(async (from) => [from, await stateOf(parseStackName(from)?.environment ?? '', from)] as const),
    ),
  );
  const found = Object.entries(imports).map(([variable, source]) => {
    const output = states.get(source.from)?.outputs[source.export];
    return { variable, source, value: output?.value ?? undefined };
  });
  const missing = found.filter(({ value }) => value === undefined).map(({ source }) => source.from);
  if (missing.length > 0) return { waitsFor: [...new Set(missing)].toSorted() };
  const values = found.map(({ variable, source, value }) => [variable, typed(name, source, value)] as const);
  return { values: Object.fromEntries(values) };
}

function typed(stack: string, { from, export: name, type }: StackImport, value: unknown): string | readonly string[] {
  if (hasType[type](value)) return value as string | readonly string[];
  throw new BacklotError(
    'InvalidInput',
    `The stack ${stack} needs ${name} of ${from} as ${type}, and it is something else there, so nothing was planned. ` +
      `Apply ${from} again; if that does not help, correct what its blueprint returns.`,
  );
}

const hasType: Readonly<Record<ValueType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  'list(string)': (value) => Array.isArray(value) && value.every((entry) => typeof entry === 'string'),
};

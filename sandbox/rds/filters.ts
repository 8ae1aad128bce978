import { faults } from './faults.js';
import type { Input } from './input.js';

/** What a filter compares, by its AWS name. */
export type FilterValues<T> = Readonly<Record<string, (item: T) => readonly string[]>>;

/**
 * Applies the `Filters` of a call: an item must match one value of every filter.
 *
 * @throws {AwsError} `InvalidParameterValue` for a filter that the action does not know.
 */
export function applyFilters<T>(input: Input, items: readonly T[], known: FilterValues<T>): T[] {
  let rest = [...items];
  for (const filter of input.structures('Filters')) {
    const name = filter.requiredText('Name');
    const valuesOf = known[name];
    if (valuesOf === undefined) throw faults.value(`Unrecognized filter name: ${name}`);
    const wanted = new Set((filter.list('Values') ?? []).map((value) => value.toLowerCase()));
    rest = rest.filter((item) => valuesOf(item).some((value) => wanted.has(value.toLowerCase())));
  }
  return rest;
}

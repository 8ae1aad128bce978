import { faults } from './faults.js';
import type { Input } from './input.js';

/** One page of a list, as the describing actions answer it. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly marker: string | undefined;
}

/**
 * Cuts a page out of a list by the call's `MaxRecords` and `Marker`. The marker names the last item given out, not its
 * place, so that a list that changes between two calls loses and repeats nothing else.
 */
export function page<T>(input: Input, all: readonly T[], keyOf: (item: T) => string): Page<T> {
  const most = input.integer('MaxRecords') ?? 100;
  if (most < 20 || most > 100) {
    throw faults.value(`Invalid value ${String(most)} for MaxRecords. Must be between 20 and 100`);
  }
  const marker = input.text('Marker');
  const last = marker === undefined ? undefined : decode(marker);
  const sorted = all
    .map((item) => ({ item, key: keyOf(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .filter(({ key }) => last === undefined || key > last);
  const items = sorted.slice(0, most);
  const end = items.at(-1);
  return {
    items: items.map(({ item }) => item),
    marker: sorted.length > most && end !== undefined ? Buffer.from(`after:${end.key}`).toString('base64') : undefined,
  };
}

function decode(marker: string): string {
  const text = Buffer.from(marker, 'base64').toString('utf8');
  if (!text.startsWith('after:')) throw faults.value(`Invalid value for Marker: ${marker}`);
  return text.slice('after:'.length);
}

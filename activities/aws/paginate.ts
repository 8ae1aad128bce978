/** One page of a list call. */
export interface Page<T, Marker = string> {
  readonly items: readonly T[];
  /** Where the next page starts; absent, or empty, on the last one. */
  readonly next?: Marker | undefined;
}

/** Reads all pages of a list call, in order. */
export async function allPages<T, Marker = string>(
  fetchPage: (marker: Marker | undefined) => Promise<Page<T, Marker>>,
): Promise<T[]> {
  const items: T[] = [];
  let marker: Marker | undefined;
  do {
    const page = await fetchPage(marker);
    items.push(...page.items);
    marker = page.next;
  } while (marker !== undefined && marker !== '');
  return items;
}

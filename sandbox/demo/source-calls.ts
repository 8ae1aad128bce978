/** A recorded call as `backlot sandbox calls --json` prints it. */
export interface SourceCall {
  readonly role?: string;
  readonly action: string;
  readonly mutating: boolean;
  readonly resource?: string;
  /** `ok` or AWS's error code. */
  readonly result: string;
}

/** Renders calls counted by action, what changes something last. */
export function renderCalls(calls: readonly SourceCall[]): string {
  const counts = new Map<string, { count: number; mutating: boolean; resources: Set<string> }>();
  for (const { action, mutating, resource } of calls) {
    const known = counts.get(action) ?? { count: 0, mutating, resources: new Set() };
    known.count += 1;
    if (mutating && resource !== undefined) known.resources.add(resource.split(':').at(-1) ?? resource);
    counts.set(action, known);
  }
  return [...counts]
    .toSorted(([, a], [, b]) => Number(a.mutating) - Number(b.mutating))
    .map(
      ([action, { count, resources }]) =>
        `  ${String(count).padStart(5)}  ${action.padEnd(30)} ${[...resources].join(', ')}`,
    )
    .join('\n');
}

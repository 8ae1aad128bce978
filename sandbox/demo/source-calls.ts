/** A recorded call as `backlot sandbox calls --json` prints it. */
export interface SourceCall {
  readonly role?: string;
  readonly action: string;
  readonly mutating: boolean;
  readonly resource?: string;
  /** `ok` or AWS's error code. */
  readonly result: string;
}

/** Picks the calls that a careful role never makes: those that were refused, and those that changed what is not Backlot's. */
export function judgeCalls(calls: readonly SourceCall[]): { refused: SourceCall[]; foreign: SourceCall[] } {
  return {
    refused: calls.filter(({ result }) => result !== 'ok' && !isAbsence(result)),
    foreign: calls.filter(({ mutating, resource }) => mutating && !(resource ?? '').includes('backlot-')),
  };
}

/** Renders one call on a line, with its result. */
export function renderCall({ action, resource, result }: SourceCall): string {
  return `  ${action} ${resource ?? ''}: ${result}`;
}

// A look-up before a create finds nothing: that is an answer, not a refusal.
function isAbsence(result: string): boolean {
  return /NotFound(Fault)?$/.test(result);
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

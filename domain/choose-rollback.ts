import type { CnameRecord } from './messages/dns.js';
import type { FoundGeneration } from './messages/generation.js';

/** Which instances serve again and which are left, or why there is nothing to go back to. */
export type RollbackChoice =
  | { readonly back: readonly FoundGeneration[]; readonly left: readonly FoundGeneration[] }
  | { readonly reason: string };

/**
 * Finds, for every database that serves, the newest generation that was fenced and is kept. Databases without one
 * stay as they are; when none has one, there is nothing to roll back.
 */
export function chooseRollback(found: readonly FoundGeneration[], records: readonly CnameRecord[]): RollbackChoice {
  const back: FoundGeneration[] = [];
  const left: FoundGeneration[] = [];
  for (const { name, value } of records) {
    const serving = found.find(({ dnsName, endpoint }) => dnsName === name && endpoint === value);
    const [previous] = found
      .filter(
        ({ dnsName, retireAfter, status }) => dnsName === name && retireAfter !== undefined && status === 'available',
      )
      .filter(({ endpoint }) => endpoint !== undefined && endpoint !== value)
      .toSorted((a, b) => (b.retireAfter ?? '').localeCompare(a.retireAfter ?? ''));
    if (serving === undefined || previous === undefined) continue;
    back.push(previous);
    left.push(serving);
  }
  if (back.length > 0) return { back, left };
  return {
    reason:
      'No database of the environment has a previous generation that is still kept. ' +
      'Previous generations are retired after keepPrevious; refresh the environment instead.',
  };
}

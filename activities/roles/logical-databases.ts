import type { Fleet } from '../../domain/fleet/fleet.js';

/** Names the logical databases of an instance that hold anything, in the order of its rule file. */
export function logicalDatabases(fleet: Fleet, rules: string): string[] {
  const file = fleet.databases[rules] ?? fleet.families[rules];
  return Object.entries(file?.scrub.databases ?? {})
    .filter(([, rule]) => rule !== 'empty')
    .map(([name]) => name);
}

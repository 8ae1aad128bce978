import { createHash } from 'node:crypto';
import { BacklotError } from '../../domain/errors.js';
import type { Fleet } from '../../domain/fleet/fleet.js';
import type { ScrubRules } from '../../domain/fleet/rules.js';

/** Reads the scrub rules of a database file from a resolved fleet. */
export function rulesOf(fleet: Fleet, name: string): ScrubRules {
  const file = fleet.databases[name] ?? fleet.families[name];
  if (file !== undefined) return file.scrub;
  throw new BacklotError('NotFound', `The fleet has no rules for "${name}". Add a database file.`);
}

/** SHA-256 over the canonical JSON of scrub rules: it changes when the rules do, not when the file's layout does. */
export function rulesDigest(rules: ScrubRules): string {
  return createHash('sha256').update(canonical(rules)).digest('hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`;
}

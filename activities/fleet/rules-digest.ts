import { BacklotError } from '../../domain/errors.js';
import type { Fleet } from '../../domain/fleet/fleet.js';
import type { ScrubRules } from '../../domain/fleet/rules.js';
import { jsonDigest } from '../state/canonical-json.js';

/** Reads the scrub rules of a database file from a resolved fleet. */
export function rulesOf(fleet: Fleet, name: string): ScrubRules {
  const file = fleet.databases[name] ?? fleet.families[name];
  if (file !== undefined) return file.scrub;
  throw new BacklotError('NotFound', `The fleet has no rules for "${name}". Add a database file.`);
}

/** SHA-256 over the canonical JSON of scrub rules: it changes when the rules do, not when the file's layout does. */
export function rulesDigest(rules: ScrubRules): string {
  return jsonDigest(rules);
}

import { parse } from 'yaml';
import type { Document } from './fleet-directory.js';

const before = 'of the database file:\n';

/** Cuts the YAML out of the error that asks for it; fails when there is none. */
export function yamlOf(failure: string): string {
  const at = failure.lastIndexOf(before);
  if (at === -1) throw new Error(`The error has no YAML to paste: ${failure}`);
  return failure.slice(at + before.length);
}

/** Adds pasted YAML to the `scrub:` section of a database file, as an editor would: lists grow, mappings merge. */
export function paste(database: Document, yaml: string): void {
  database['scrub'] = merge(database['scrub'], parse(yaml));
}

function merge(old: unknown, added: unknown): unknown {
  if (Array.isArray(old) && Array.isArray(added)) return [...(old as unknown[]), ...(added as unknown[])];
  if (!isMapping(old) || !isMapping(added)) return added;
  const merged = Object.entries(added).map(([key, value]) => [key, merge(old[key], value)] as const);
  return { ...old, ...Object.fromEntries(merged) };
}

function isMapping(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { isCollection, isScalar, visit } from 'yaml';
import type { Document } from 'yaml';

/** A place of a document that has no JSON form. */
export interface Unrepresentable {
  readonly offset: number;
  readonly message: string;
}

/** The one name that an object of JavaScript cannot be relied on to keep. */
const unkeepable = '__proto__';

/** Finds what YAML allows and JSON does not: keys that are collections, and values that contain themselves. */
export function withoutJsonForm(document: Document.Parsed): Unrepresentable[] {
  const found: Unrepresentable[] = [];
  visit(document, {
    Pair: (_key, { key }) => {
      if (isScalar(key) && key.value === unkeepable) {
        found.push({ offset: offset(key), message: `a key cannot be called ${unkeepable}` });
      }
      if (key === null || isScalar(key)) return;
      found.push({ offset: offset(key), message: 'a key is a text, not a mapping, a list or an alias' });
    },
    Alias: (_key, alias, ancestors) => {
      if (!ancestors.some((node) => isCollection(node) && node.anchor === alias.source)) return;
      found.push({ offset: offset(alias), message: 'a value cannot contain itself' });
    },
  });
  return found;
}

function offset(node: unknown): number {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
  return Array.isArray(range) ? Number(range[0]) : 0;
}

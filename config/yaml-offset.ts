import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import type { Finding } from '../domain/fleet/problem.js';

/** Finds the offset of a finding's key or value, or of the nearest thing around it that exists. */
export function offsetOf(document: Document.Parsed, { path, target }: Finding): number {
  let value: Node | null | undefined = document.contents;
  let key: Node | undefined;
  for (const [depth, segment] of path.entries()) {
    const node: Node | null | undefined = isAlias(value) ? value.resolve(document) : value;
    if (isMap<Node, Node | null>(node)) {
      const pair: Pair<Node, Node | null> | undefined = node.items.find(
        (item) => keyText(item.key) === String(segment),
      );
      if (!pair) break;
      key = pair.key;
      value = pair.value;
    } else if (isSeq<Node>(node)) {
      const item: Node | undefined = node.items[Number(segment)];
      if (!item) break;
      key = undefined;
      value = item;
    } else break;
    const isLast = depth === path.length - 1;
    if (isLast && target === 'key' && key) return key.range?.[0] ?? 0;
  }
  // A key without a value has a range behind its colon, perhaps on the next line: its key is the better place.
  const isEmpty = isScalar(value) && value.value === null && value.source === '';
  const node = value && !isEmpty && target !== 'key' ? value : (key ?? value);
  return node?.range?.[0] ?? 0;
}

function keyText(key: Node | null): string {
  return isScalar<string | number | boolean | null>(key) ? String(key.value ?? '') : '';
}

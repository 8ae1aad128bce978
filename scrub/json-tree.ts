import { parseJsonPath } from '../domain/fleet/rule-names.js';
import type { NormalRule, ScalarRule } from './normal-rule.js';
import { normalPathRule } from './normal-rule.js';

/** The rules of one JSON column as a tree over its documents. A node may be a value and a container in different rows. */
export interface JsonNode {
  rule?: ScalarRule;
  readonly keys: Map<string, JsonNode>;
  anyKey?: JsonNode;
  elements?: JsonNode;
}

/** Builds the tree of a `json` rule. */
export function jsonTree(rule: Extract<NormalRule, { kind: 'json' }>): JsonNode {
  const root: JsonNode = { keys: new Map() };
  for (const [path, pathRule] of Object.entries(rule.paths)) {
    let node = root;
    for (const step of parseJsonPath(path) ?? []) node = child(node, step);
    node.rule = normalPathRule(pathRule);
  }
  return root;
}

function child(node: JsonNode, step: { readonly key: string } | 'elements' | 'any-key'): JsonNode {
  if (step === 'elements') return (node.elements ??= { keys: new Map() });
  if (step === 'any-key') return (node.anyKey ??= { keys: new Map() });
  let next = node.keys.get(step.key);
  if (next === undefined) {
    next = { keys: new Map() };
    node.keys.set(step.key, next);
  }
  return next;
}

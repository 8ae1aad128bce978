import { single, type RawRequest } from '../aws-request.js';
import type { Parameters } from '../contract.js';

/** An action and its parameters, as found in a request. */
export interface DecodedAction {
  readonly action: string;
  readonly parameters: Parameters;
}

/**
 * Decodes a Query (RDS, STS, IAM …) or EC2 request: `Filters.Filter.1.Values.Value.1=x` becomes
 * `{ Filters: [{ Values: ['x'] }] }`. Every leaf stays text, as it was sent.
 */
export function decodeQuery(request: RawRequest): DecodedAction {
  const root: RawNode = new Map();
  let action = '';
  for (const [name, value] of [...request.query, ...formOf(request)]) {
    if (name === 'Action') action = value;
    else if (name !== 'Version' && !name.startsWith('X-Amz-')) insert(root, name.split('.'), value);
  }
  return { action, parameters: membersOf(root) };
}

type RawNode = Map<string, RawNode | string>;
type Decoded = string | Decoded[] | { [member: string]: Decoded };

function formOf(request: RawRequest): URLSearchParams {
  const isForm = (single(request.headers['content-type']) ?? '').startsWith('application/x-www-form-urlencoded');
  return new URLSearchParams(isForm ? request.body.toString('utf8') : '');
}

function insert(root: RawNode, path: readonly string[], value: string): void {
  let node = root;
  for (const step of path.slice(0, -1)) {
    const next = node.get(step);
    if (next instanceof Map) node = next;
    else {
      const created: RawNode = new Map();
      node.set(step, created);
      node = created;
    }
  }
  node.set(path.at(-1) ?? '', value);
}

function decodeNode(node: RawNode | string): Decoded {
  if (typeof node === 'string') return node;
  if (isNumbered(node)) return list(node);
  // `Tags.Tag.1` or `TagKeys.member.1`: the name between is only the list's element name.
  const [only] = node.values();
  if (node.size === 1 && only instanceof Map && isNumbered(only)) return list(only);
  return membersOf(node);
}

function membersOf(node: RawNode): { [member: string]: Decoded } {
  return Object.fromEntries([...node].map(([name, child]) => [name, decodeNode(child)]));
}

function isNumbered(node: RawNode): boolean {
  return node.size > 0 && [...node.keys()].every((key) => /^\d+$/.test(key));
}

function list(node: RawNode): Decoded[] {
  return [...node].sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => decodeNode(child));
}

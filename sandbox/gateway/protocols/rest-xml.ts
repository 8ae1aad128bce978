import { XMLParser } from 'fast-xml-parser';
import type { RawRequest } from '../aws-request.js';
import { AwsError } from '../contract.js';
import type { DecodedAction } from './query.js';

/** One action of a REST service: `{Name}` in the path and the query parameters become members. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly action: string;
  /** Member names by query parameter. */
  readonly query?: Readonly<Record<string, string>>;
}

/** How the bodies of a REST-XML service are read. */
export interface RestXmlShape {
  readonly routes: readonly Route[];
  /** Element paths that are list items, such as `Changes.Change`. */
  readonly listItems: readonly string[];
}

/** Finds the action of a REST-XML request and decodes its parameters; `undefined` when no route matches. */
export function decodeRestXml(request: RawRequest, shape: RestXmlShape): DecodedAction | undefined {
  for (const route of shape.routes) {
    const inPath = matchPath(route, request);
    if (inPath === undefined) continue;
    const inQuery = Object.entries(route.query ?? {}).flatMap(([name, member]) => {
      const value = request.query.get(name);
      return value === null ? [] : [[member, value] as const];
    });
    return {
      action: route.action,
      parameters: { ...decodeBody(request.body, shape.listItems), ...Object.fromEntries(inQuery), ...inPath },
    };
  }
  return undefined;
}

function matchPath(route: Route, request: RawRequest): Record<string, string> | undefined {
  if (route.method !== request.method) return undefined;
  const wanted = route.path.split('/');
  const given = request.path.replace(/\/$/, '').split('/');
  if (wanted.length !== given.length) return undefined;
  const members: Record<string, string> = {};
  for (const [index, step] of wanted.entries()) {
    const value = given[index] ?? '';
    const name = /^\{(.+)\}$/.exec(step)?.[1];
    if (name !== undefined) members[name] = decodeURIComponent(value);
    else if (step !== value) return undefined;
  }
  return members;
}

function decodeBody(body: Buffer, listItems: readonly string[]): Record<string, unknown> {
  if (body.length === 0) return {};
  const parser = new XMLParser({
    ignoreAttributes: true,
    parseTagValue: false,
    isArray: (_name, path) => listItems.some((item) => String(path).endsWith(`.${item}`)),
  });
  const { '?xml': _declaration, ...document } = parse(parser, body.toString('utf8'));
  const [root] = Object.values(document);
  const members = unwrapLists(root);
  return typeof members === 'object' && members !== null && !Array.isArray(members) ? { ...members } : {};
}

function parse(parser: XMLParser, text: string): Record<string, unknown> {
  try {
    const parsed: unknown = parser.parse(text, true);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    throw new AwsError('InvalidInput', 'Invalid XML ; the request body is not well-formed');
  }
}

/** `{ Changes: { Change: [...] } }` becomes `{ Changes: [...] }`. */
function unwrapLists(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(unwrapLists);
  if (typeof node !== 'object' || node === null) return node;
  const members = Object.entries(node);
  const [only] = members;
  if (members.length === 1 && only !== undefined && Array.isArray(only[1])) return only[1].map(unwrapLists);
  return Object.fromEntries(members.map(([name, child]) => [name, unwrapLists(child)]));
}

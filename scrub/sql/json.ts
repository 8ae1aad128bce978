import type { JsonNode } from '../json-tree.js';
import type { ScalarRule } from '../normal-rule.js';
import { stateSchema } from '../target.js';
import type { FunctionSet } from './functions.js';
import { literal } from './quote.js';
import { scalarSql } from './scalar.js';

/** More pairs would exceed what one call of `jsonb_build_object` takes. */
const pairsPerCall = 45;

/**
 * Defines the function that rewrites documents of a column: jsonb to jsonb.
 *
 * It is an allow-list: what no rule names does not reach the result, also when it appeared after coverage was checked.
 * Known keys become one expression without calls; only arrays and maps need functions of their own. STRICT keeps the
 * planner from inlining the outermost one, which would unpack a large document once for every key.
 */
export function jsonRewrite(root: JsonNode, functions: FunctionSet): string {
  return functions.define('json', 'jsonb', 'jsonb', rewriteSql(root, 'v', functions), 'strict');
}

/** The rewritten form of the jsonb expression `x`. */
function rewriteSql(node: JsonNode, x: string, functions: FunctionSet): string {
  const branches = [`when 'null' then ${x}`];
  if (node.anyKey !== undefined) branches.push(`when 'object' then ${mapRewrite(node, functions)}(${x})`);
  else if (node.keys.size > 0) branches.push(`when 'object' then ${objectSql(node, x, functions)}`);
  if (node.elements !== undefined) branches.push(`when 'array' then ${arrayRewrite(node.elements, functions)}(${x})`);
  if (node.rule !== undefined) branches.push(...scalarBranches(node.rule, x));
  // Empty containers hold nothing, whatever stands at their path.
  branches.push(`when 'object' then '{}'::jsonb when 'array' then '[]'::jsonb`);
  return `case jsonb_typeof(${x}) ${branches.join('\n ')} else 'null'::jsonb end`;
}

/** Builds the object of its named keys, then takes those away again that the original does not have. */
function objectSql(node: JsonNode, x: string, functions: FunctionSet): string {
  const named = [...node.keys].filter(([, next]) => next.rule?.kind !== 'drop');
  if (named.length === 0) return `'{}'::jsonb`;
  const pairs = named.map(
    ([key, next]) => `${literal(key)}, ${rewriteSql(next, `(${x} -> ${literal(key)})`, functions)}`,
  );
  const calls: string[] = [];
  for (let at = 0; at < pairs.length; at += pairsPerCall) {
    calls.push(`jsonb_build_object(${pairs.slice(at, at + pairsPerCall).join(', ')})`);
  }
  const absent = named.map(([key]) => `case when ${x} ? ${literal(key)} then null else ${literal(key)} end`);
  return `((${calls.join(' || ')}) - array[${absent.join(', ')}]::text[])`;
}

function arrayRewrite(element: JsonNode, functions: FunctionSet): string {
  return functions.define(
    'json_array',
    'jsonb',
    'jsonb',
    `(select coalesce(jsonb_agg(${rewriteSql(element, 'e', functions)} order by o), '[]'::jsonb)
      from jsonb_array_elements(v) with ordinality as x(e, o))`,
  );
}

/** A map: named keys as they are, all others hashed. */
function mapRewrite(node: JsonNode, functions: FunctionSet): string {
  const keys = [...node.keys];
  const dropped = keys.filter(([, next]) => next.rule?.kind === 'drop').map(([key]) => literal(key));
  const isNamed = keys.length === 0 ? 'false' : `key in (${keys.map(([key]) => literal(key)).join(', ')})`;
  const value = keyCases(node, (next) => rewriteSql(next, 'value', functions), `'null'::jsonb`);
  return functions.define(
    'json_map',
    'jsonb',
    'jsonb',
    `(select coalesce(jsonb_object_agg(
        case when ${isNamed} then key else 'k' || ${stateSchema}.hash('json-key', 16, key) end, ${value}), '{}'::jsonb)
      from jsonb_each(v) ${dropped.length === 0 ? '' : `where key not in (${dropped.join(', ')})`})`,
  );
}

/**
 * Defines the function that tells whether a document holds anything no rule names: jsonb to boolean, without reading
 * more of a document than its keys.
 */
export function jsonUncovered(root: JsonNode, functions: FunctionSet): string {
  return functions.define('open', 'jsonb', 'boolean', uncoveredSql(root, 'v', functions), 'strict');
}

/** Whether the jsonb expression `x` holds anything unnamed; not true for NULL, which is a key that is not there. */
function uncoveredSql(node: JsonNode, x: string, functions: FunctionSet): string {
  if (node.rule?.kind === 'drop') return 'false';
  return `case jsonb_typeof(${x}) when 'null' then false when 'object' then ${uncoveredObject(node, x, functions)}
    when 'array' then ${uncoveredArray(node, x, functions)} else ${node.rule === undefined ? 'true' : 'false'} end`;
}

function uncoveredObject(node: JsonNode, x: string, functions: FunctionSet): string {
  if (node.anyKey !== undefined) {
    const value = keyCases(node, (next) => uncoveredSql(next, 'value', functions), 'true');
    return `${functions.define('open_map', 'jsonb', 'boolean', `(select coalesce(bool_or(${value}), false) from jsonb_each(v))`)}(${x})`;
  }
  const keys = [...node.keys];
  if (keys.length === 0) return `${x} <> '{}'::jsonb`;
  const rest = `(${x} - array[${keys.map(([key]) => literal(key)).join(', ')}]::text[]) <> '{}'::jsonb`;
  const below = keys.map(([key, next]) => uncoveredSql(next, `(${x} -> ${literal(key)})`, functions));
  return `(${[rest, ...below.filter((sql) => sql !== 'false').map((sql) => `coalesce(${sql}, false)`)].join(' or ')})`;
}

function uncoveredArray(node: JsonNode, x: string, functions: FunctionSet): string {
  if (node.elements === undefined) return `${x} <> '[]'::jsonb`;
  const element = uncoveredSql(node.elements, 'e', functions);
  const body = `(select coalesce(bool_or(${element}), false) from jsonb_array_elements(v) as x(e))`;
  return `${functions.define('open_array', 'jsonb', 'boolean', body)}(${x})`;
}

function keyCases(node: JsonNode, then: (next: JsonNode) => string, otherwise: string): string {
  const unnamed = node.anyKey === undefined ? otherwise : then(node.anyKey);
  if (node.keys.size === 0) return unnamed;
  return `case key ${[...node.keys].map(([key, next]) => `when ${literal(key)} then ${then(next)}`).join(' ')} else ${unnamed} end`;
}

function scalarBranches(rule: ScalarRule, x: string): string[] {
  const text = `(${x} #>> '{}')`;
  switch (rule.kind) {
    case 'keep':
      return [`when 'string' then ${x}`, `when 'number' then ${x}`, `when 'boolean' then ${x}`];
    case 'null':
    case 'drop':
      return [];
    case 'fixed':
      return ['string', 'number', 'boolean'].map((type) => `when '${type}' then to_jsonb(${fixedValue(rule.value)})`);
    case 'round':
      return [`when 'number' then to_jsonb((${scalarSql(rule, text)})::numeric)`];
    case 'phone':
    case 'digits':
      return [
        `when 'string' then to_jsonb(${scalarSql(rule, text)})`,
        `when 'number' then to_jsonb(nullif(regexp_replace(${scalarSql(rule, text)}, '[^0-9]', '', 'g'), '')::numeric)`,
      ];
    default:
      return [
        `when 'string' then coalesce(to_jsonb(${scalarSql(rule, text)}), 'null'::jsonb)`,
        `when 'number' then coalesce(to_jsonb(${scalarSql(rule, text)}), 'null'::jsonb)`,
      ];
  }
}

function fixedValue(value: string | number | boolean): string {
  if (typeof value === 'string') return `${literal(value)}::text`;
  return typeof value === 'number' ? `${literal(String(value))}::numeric` : String(value);
}

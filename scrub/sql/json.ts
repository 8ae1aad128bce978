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
 * Known keys become one expression without calls; only arrays and maps need functions of their own.
 */
export function jsonRewrite(root: JsonNode, functions: FunctionSet): string {
  return functions.define({
    prefix: 'json',
    parameters: 'v jsonb',
    returns: 'jsonb',
    declare: unpacked,
    body: `return ${rewriteSql(root, 'd', functions)};`,
  });
}

/** A large document is compressed, and every look into it would unpack all of it: this does so once. */
const unpacked = `d jsonb := v #> '{}';`;

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
  return functions.define({
    prefix: 'json_array',
    parameters: 'v jsonb',
    returns: 'jsonb',
    declare: `r jsonb[] := '{}'; e jsonb;`,
    body: `${forEachElement(`r := array_append(r, ${rewriteSql(element, 'e', functions)});`)} return to_jsonb(r);`,
  });
}

/** A map: named keys as they are, all others hashed. */
function mapRewrite(node: JsonNode, functions: FunctionSet): string {
  const keys = [...node.keys];
  const dropped = keys.filter(([, next]) => next.rule?.kind === 'drop').map(([key]) => literal(key));
  const isNamed = keys.length === 0 ? 'false' : `x.key in (${keys.map(([key]) => literal(key)).join(', ')})`;
  const value = functions.define({
    prefix: 'json_value',
    parameters: 'key text, e jsonb',
    returns: 'jsonb',
    body: `return ${keyCases(node, (next) => rewriteSql(next, 'e', functions), `'null'::jsonb`)};`,
  });
  return functions.define({
    prefix: 'json_map',
    parameters: 'v jsonb',
    returns: 'jsonb',
    body: `return (select coalesce(jsonb_object_agg(
        case when ${isNamed} then x.key else 'k' || ${stateSchema}.hash('json-key', 16, x.key) end,
        ${value}(x.key, x.value)), '{}'::jsonb)
      from jsonb_each(v) as x ${dropped.length === 0 ? '' : `where x.key not in (${dropped.join(', ')})`});`,
  });
}

/** PL/pgSQL that runs statements for each element `e` of the array `v`, in order. */
function forEachElement(statements: string): string {
  return `for i in 0 .. jsonb_array_length(v) - 1 loop e := v -> i; ${statements} end loop;`;
}

/**
 * Defines the function that tells whether a document holds anything no rule names: jsonb to boolean, without reading
 * more of a document than its keys.
 */
export function jsonUncovered(root: JsonNode, functions: FunctionSet): string {
  return functions.define({
    prefix: 'open',
    parameters: 'v jsonb',
    returns: 'boolean',
    declare: unpacked,
    body: `return ${uncoveredSql(root, 'd', functions)};`,
  });
}

/** Whether the jsonb expression `x` holds anything unnamed; not true for NULL, which is a key that is not there. */
function uncoveredSql(node: JsonNode, x: string, functions: FunctionSet): string {
  if (node.rule?.kind === 'drop') return 'false';
  return `case jsonb_typeof(${x}) when 'null' then false when 'object' then ${uncoveredObject(node, x, functions)}
    when 'array' then ${uncoveredArray(node, x, functions)} else ${node.rule === undefined ? 'true' : 'false'} end`;
}

function uncoveredObject(node: JsonNode, x: string, functions: FunctionSet): string {
  if (node.anyKey !== undefined) {
    const open = keyCases(node, (next) => uncoveredSql(next, 'e', functions), 'true');
    const name = functions.define({
      prefix: 'open_map',
      parameters: 'v jsonb',
      returns: 'boolean',
      declare: 'key text; e jsonb;',
      body: `for key, e in select x.key, x.value from jsonb_each(v) as x loop
        if (${open}) then return true; end if; end loop; return false;`,
    });
    return `${name}(${x})`;
  }
  const keys = [...node.keys];
  if (keys.length === 0) return `${x} <> '{}'::jsonb`;
  const rest = `(${x} - array[${keys.map(([key]) => literal(key)).join(', ')}]::text[]) <> '{}'::jsonb`;
  const below = keys.map(([key, next]) => uncoveredSql(next, `(${x} -> ${literal(key)})`, functions));
  return `(${[rest, ...below.filter((sql) => sql !== 'false').map((sql) => `coalesce(${sql}, false)`)].join(' or ')})`;
}

function uncoveredArray(node: JsonNode, x: string, functions: FunctionSet): string {
  if (node.elements === undefined) return `${x} <> '[]'::jsonb`;
  const name = functions.define({
    prefix: 'open_array',
    parameters: 'v jsonb',
    returns: 'boolean',
    declare: 'e jsonb;',
    body: `${forEachElement(`if (${uncoveredSql(node.elements, 'e', functions)}) then return true; end if;`)} return false;`,
  });
  return `${name}(${x})`;
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

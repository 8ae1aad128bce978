import type { JsonNode } from '../json-tree.js';
import type { ScalarRule } from '../normal-rule.js';
import { stateSchema } from '../target.js';
import type { FunctionSet } from './functions.js';
import { literal } from './quote.js';
import { scalarSql } from './scalar.js';

/**
 * Defines the function that rewrites documents of a column: jsonb to jsonb.
 *
 * It is an allow-list: what no rule names does not reach the result, also when it appeared after coverage was checked.
 */
export function jsonRewrite(node: JsonNode, functions: FunctionSet): string {
  const branches = [`when 'null' then v`];
  if (node.keys.size > 0 || node.anyKey !== undefined)
    branches.push(`when 'object' then ${objectSql(node, functions)}`);
  if (node.elements !== undefined) {
    const element = jsonRewrite(node.elements, functions);
    branches.push(
      `when 'array' then (select coalesce(jsonb_agg(${element}(e) order by o), '[]'::jsonb)
         from jsonb_array_elements(case when jsonb_typeof(v) = 'array' then v end) with ordinality as x(e, o))`,
    );
  }
  if (node.rule !== undefined) branches.push(...scalarBranches(node.rule));
  // Empty containers hold nothing, whatever stands at their path.
  branches.push(`when 'object' then '{}'::jsonb when 'array' then '[]'::jsonb`);
  return functions.define(
    'json',
    'jsonb',
    'jsonb',
    `case jsonb_typeof(v) ${branches.join('\n ')} else 'null'::jsonb end`,
  );
}

/**
 * Defines the function that tells whether a document holds anything no rule names: jsonb to boolean, without reading
 * more of a document than its keys.
 */
export function jsonUncovered(node: JsonNode, functions: FunctionSet): string {
  const objectBranch =
    node.rule?.kind === 'drop'
      ? 'false'
      : `(select coalesce(bool_or(${keyCases(node, (next) => `${jsonUncovered(next, functions)}(value)`, 'true')}), false)
          from jsonb_each(case when jsonb_typeof(v) = 'object' then v end))`;
  const arrayBranch =
    node.rule?.kind === 'drop'
      ? 'false'
      : node.elements === undefined
        ? `jsonb_array_length(case when jsonb_typeof(v) = 'array' then v else '[]'::jsonb end) > 0`
        : `(select coalesce(bool_or(${jsonUncovered(node.elements, functions)}(e)), false)
            from jsonb_array_elements(case when jsonb_typeof(v) = 'array' then v end) as x(e))`;
  return functions.define(
    'open',
    'jsonb',
    'boolean',
    `case jsonb_typeof(v) when 'null' then false when 'object' then ${objectBranch} when 'array' then ${arrayBranch}
      else ${node.rule === undefined ? 'true' : 'false'} end`,
  );
}

function objectSql(node: JsonNode, functions: FunctionSet): string {
  const named = [...node.keys].filter(([, next]) => next.rule?.kind !== 'drop');
  const isNamed = `key in (${['null', ...[...node.keys.keys()].map(literal)].join(', ')})`;
  const wanted =
    node.anyKey === undefined
      ? `key in (${['null', ...named.map(([key]) => literal(key))].join(', ')})`
      : `(key in (${['null', ...named.map(([key]) => literal(key))].join(', ')}) or not coalesce(${isNamed}, false))`;
  const values = named.map(([key, next]) => `when ${literal(key)} then ${jsonRewrite(next, functions)}(value)`);
  const anyValue = node.anyKey === undefined ? `'null'::jsonb` : `${jsonRewrite(node.anyKey, functions)}(value)`;
  const value = values.length === 0 ? anyValue : `case key ${values.join(' ')} else ${anyValue} end`;
  const key =
    node.anyKey === undefined
      ? 'key'
      : `case when coalesce(${isNamed}, false) then key else 'k' || ${stateSchema}.hash('json-key', 16, key) end`;
  return `(select coalesce(jsonb_object_agg(${key}, ${value}), '{}'::jsonb)
    from jsonb_each(case when jsonb_typeof(v) = 'object' then v end) where coalesce(${wanted}, false))`;
}

function keyCases(node: JsonNode, then: (next: JsonNode) => string, otherwise: string): string {
  const unnamed = node.anyKey === undefined ? otherwise : then(node.anyKey);
  if (node.keys.size === 0) return unnamed;
  return `case key ${[...node.keys].map(([key, next]) => `when ${literal(key)} then ${then(next)}`).join(' ')} else ${unnamed} end`;
}

function scalarBranches(rule: ScalarRule): string[] {
  const text = `(v #>> '{}')`;
  switch (rule.kind) {
    case 'keep':
      return [`when 'string' then v`, `when 'number' then v`, `when 'boolean' then v`];
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

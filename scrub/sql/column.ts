import type { Column } from '../catalog/model.js';
import { jsonTree } from '../json-tree.js';
import type { NormalRule, ScalarRule } from '../normal-rule.js';
import { stateSchema } from '../target.js';
import type { FunctionSet } from './functions.js';
import { jsonRewrite } from './json.js';
import { ident, literal } from './quote.js';
import { credentialConstant, scalarSql } from './scalar.js';
import { asJsonb } from './source.js';

/** A column with the rule that holds for it. */
export interface RuledColumn {
  readonly column: Column;
  readonly rule: NormalRule;
}

/**
 * The expression that replaces a column, assignable to its type, or undefined when the column stays as it is.
 *
 * Columns are referred to by bare names: the expression stands in `ALTER TABLE … USING` and in a select list alike.
 */
export function columnSql(ruled: RuledColumn, all: readonly RuledColumn[], functions: FunctionSet): string | undefined {
  const { column, rule } = ruled;
  const ref = ident(column.name);
  switch (rule.kind) {
    case 'keep':
    case 'generated':
      return undefined;
    case 'null':
      return `null::${column.type}`;
    case 'fixed':
      return `case when ${ref} is not null then cast(${literal(String(rule.value))} as ${column.type}) end`;
    case 'json':
      return `${jsonRewrite(jsonTree(rule), functions)}(${asJsonb(column)})${column.baseType === 'jsonb' ? '' : `::${column.baseType}`}`;
    case 'tsvector':
      return `to_tsvector(${literal(`pg_catalog.${rule.config ?? 'simple'}`)}::regconfig, concat_ws(' ', ${sources(rule.from, all, functions).join(', ')}))`;
    default:
      return column.isArray ? arraySql(column, rule, functions) : valueSql(column, rule, ref);
  }
}

function sources(from: readonly string[], all: readonly RuledColumn[], functions: FunctionSet): string[] {
  return from.map((name) => {
    const source = all.find((other) => other.column.name === name);
    const sql = source && columnSql(source, all, functions);
    return `(${sql ?? ident(name)})::text`;
  });
}

/** Elements one by one, in order. Arrays of several dimensions come out flat. */
function arraySql(column: Column, rule: ScalarRule, functions: FunctionSet): string {
  const type = `${column.baseType}[]`;
  const element = valueSql({ ...column, isArray: false, type: column.baseType }, rule, 'e');
  const name = functions.define({
    prefix: 'array',
    parameters: `v ${type}`,
    returns: type,
    declare: `r ${type} := '{}'; e ${column.baseType};`,
    body: `foreach e in array v loop r := array_append(r, (${element})::${column.baseType}); end loop; return r;`,
  });
  return `${name}(${ident(column.name)}::${type})`;
}

function valueSql(column: Column, rule: ScalarRule, ref: string): string {
  const text = `${ref}::text`;
  switch (column.family) {
    case 'uuid':
      return `(${scalarSql(rule, text)})::uuid`;
    case 'inet':
      return `${stateSchema}.inet('inet', ${ref}::inet)::${column.baseType}`;
    case 'integer':
    case 'decimal':
      return rule.kind === 'round'
        ? `(floor(${ref}::numeric / ${String(rule.to)}) * ${String(rule.to)})::${column.baseType}`
        : `nullif(regexp_replace(${scalarSql(rule, text)}, '[^0-9]', '', 'g'), '')::numeric::${column.baseType}`;
    case 'date':
      return dateSql(column, rule, ref);
    case 'bytea':
      return rule.kind === 'credential'
        ? `case when ${ref} is not null then convert_to(${literal(credentialConstant)}, 'UTF8') end`
        : `decode(repeat('00', octet_length(${ref})), 'hex')`;
    default:
      return scalarSql(rule, text);
  }
}

function dateSql(column: Column, rule: ScalarRule, ref: string): string {
  if (rule.kind !== 'date') return scalarSql(rule, `${ref}::text`);
  if (rule.shift !== undefined) {
    return `(${ref} + make_interval(days => ${stateSchema}.shift_days(${String(rule.shift)}, ${ref}::text)))::${column.baseType}`;
  }
  return `date_trunc(${literal(rule.to ?? 'year')}, ${ref})::${column.baseType}`;
}

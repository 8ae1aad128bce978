import type { Column, Relation } from '../catalog/model.js';
import type { JsonStep } from '../../domain/fleet/rule-names.js';
import { ident, literal, qualified } from './quote.js';

/** A query that yields text values in a column `v`. */
export type TextSource = string;

/** All texts in a column: the value, its elements, every string of its documents. Nothing for types without text. */
export function columnTexts(
  relation: Pick<Relation, 'schema' | 'name'>,
  column: Pick<Column, 'name' | 'family' | 'baseType' | 'isArray'>,
): TextSource | undefined {
  const from = `from only ${qualified(relation.schema, relation.name)}`;
  const name = ident(column.name);
  if (column.isArray && column.family !== 'json') {
    return column.family === 'plain' || column.family === 'date'
      ? undefined
      : `select e::text as v ${from} cross join lateral unnest(${name}::${column.baseType}[]) as x(e)`;
  }
  switch (column.family) {
    case 'json':
      return column.isArray
        ? `select ${name}::text as v ${from}`
        : `select x #>> '{}' as v ${from} cross join lateral jsonb_path_query(${asJsonb(column)}, '$.** ? (@.type() == "string")') as j(x)`;
    case 'bytea':
      return `select e as v ${from} cross join lateral (values (encode(${name}, 'escape')), (encode(${name}, 'hex'))) as x(e)`;
    case 'plain':
    case 'date':
    case 'integer':
    case 'decimal':
      return undefined;
    default:
      return `select ${name}::text as v ${from}`;
  }
}

/** The column as jsonb, without a detour where it is one. */
export function asJsonb(column: Pick<Column, 'name' | 'baseType'>): string {
  if (column.baseType === 'jsonb') return ident(column.name);
  return `${ident(column.name)}::${column.baseType === 'json' ? '' : 'text::'}jsonb`;
}

/** Where in a document to read. */
export interface JsonPath {
  readonly steps: readonly JsonStep[];
  /** Everything under the path, instead of the value at it. */
  readonly below: boolean;
}

/** The scalars at some paths of a JSON column. */
export function jsonPathTexts(relation: Relation, column: Column, paths: readonly JsonPath[]): TextSource {
  const queries = paths.map(({ steps, below }) => {
    const path = steps.map((step) =>
      step === 'elements' ? '[*]' : step === 'any-key' ? '.*' : `.${JSON.stringify(step.key)}`,
    );
    const filter = `${below ? '.**' : ''} ? (@.type() == "string" || @.type() == "number")`;
    return `select jsonb_path_query(${asJsonb(column)}, ${literal(`$${path.join('')}${filter}`)})`;
  });
  return `select x #>> '{}' as v from only ${qualified(relation.schema, relation.name)}
    cross join lateral (${queries.join(' union all ')}) as j(x)`;
}

import type { ColumnFamily } from './model.js';

const families: Readonly<Record<string, ColumnFamily>> = {
  text: 'text',
  'character varying': 'text',
  character: 'text',
  bpchar: 'text',
  name: 'text',
  json: 'json',
  jsonb: 'json',
  uuid: 'uuid',
  inet: 'inet',
  cidr: 'inet',
  smallint: 'integer',
  integer: 'integer',
  bigint: 'integer',
  numeric: 'decimal',
  real: 'decimal',
  'double precision': 'decimal',
  money: 'decimal',
  date: 'date',
  'timestamp without time zone': 'date',
  'timestamp with time zone': 'date',
  bytea: 'bytea',
  tsvector: 'tsvector',
};

/** Types whose values cannot name anybody. */
const plain: ReadonlySet<string> = new Set([
  'boolean',
  'time without time zone',
  'time with time zone',
  'interval',
  'oid',
  'int4range',
  'int8range',
  'numrange',
  'tsrange',
  'tstzrange',
  'daterange',
  'point',
  'bit',
  'bit varying',
]);

/** Sorts a type (resolved below domains and arrays) into a family. */
export function familyOf(type: string, kind: string, category: string, inCatalog: boolean): ColumnFamily {
  if (kind === 'e') return 'plain';
  if (inCatalog) return families[type] ?? (plain.has(type) ? 'plain' : 'other');
  // An extension's string type such as citext: it casts to text and back without code of production's.
  return kind === 'b' && category === 'S' ? 'text' : 'other';
}

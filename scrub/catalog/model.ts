/** What a column holds, as far as rules and searches care. */
export type ColumnFamily =
  'text' | 'json' | 'uuid' | 'inet' | 'integer' | 'decimal' | 'date' | 'bytea' | 'tsvector' | 'plain' | 'other';

/** One column of a table, partitioned table or materialised view. */
export interface Column {
  readonly number: number;
  readonly name: string;
  /** The declared type, schema-qualified where it is not the system's. */
  readonly type: string;
  /** The type below domains; of an array, that of its elements below domains. */
  readonly baseType: string;
  readonly family: ColumnFamily;
  readonly isArray: boolean;
  /** Declared length of varchar and char, when there is one. */
  readonly maxLength?: number;
  readonly notNull: boolean;
  readonly generated: boolean;
  /** In a unique or primary key index as its only column. */
  readonly unique: boolean;
  /** Part of a partition key. */
  readonly partitionKey: boolean;
  /** Storage, compression or statistics target differ from the type's. */
  readonly tuned: boolean;
  /** Something that forbids `ALTER COLUMN … TYPE` depends on it: a view, policy, trigger, generated column, publication. */
  readonly pinned: boolean;
}

/** What kind of relation it is. */
export type RelationKind = 'table' | 'partitioned' | 'matview' | 'foreign';

/** One relation that stores rows or stands for them. */
export interface Relation {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: RelationKind;
  readonly owner: string;
  /** The topmost partitioned table, when this is a partition; its rules hold for all of its tree. */
  readonly root?: { readonly schema: string; readonly name: string };
  /** Has parents or children by inheritance or partitioning. */
  readonly inherits: boolean;
  readonly forceRowSecurity: boolean;
  readonly populated: boolean;
  readonly bytes: number;
  readonly estimatedRows: number;
  readonly columns: readonly Column[];
}

/** The relations of one logical database. */
export interface Catalog {
  readonly database: string;
  readonly relations: readonly Relation[];
}

/** `schema.table`, for messages and reports. */
export function relationName(relation: { readonly schema: string; readonly name: string }): string {
  return `${relation.schema}.${relation.name}`;
}

/** Whether a value of the family is searched as text. */
export function isSearchable(family: ColumnFamily): boolean {
  return family === 'text' || family === 'json';
}

import type { Relation } from './catalog/model.js';
import type { RuledRelation } from './coverage.js';
import { columnSql } from './sql/column.js';
import type { FunctionSet } from './sql/functions.js';

/**
 * How a table gets new storage:
 * - `alter`: one `ALTER TABLE … ALTER COLUMN … TYPE … USING` rewrites heap and indexes in one go; the fastest.
 * - `refill`: scrubbed rows go to a temporary table, the table is truncated and filled again in the same transaction.
 *   Works whatever depends on the columns.
 * - `compact`: no column changes; `VACUUM FULL` leaves dead rows and dropped columns behind.
 * - `empty`: truncated.
 */
export type Strategy = 'alter' | 'refill' | 'compact' | 'empty';

/** What is to be done with one table that has storage. */
export interface TablePlan {
  readonly relation: Relation;
  readonly strategy: Strategy;
  /** Expressions by column, for those that change. */
  readonly changes: readonly { readonly column: string; readonly type: string; readonly sql: string }[];
}

/** Plans every table that has storage of its own; partitioned parents have none. */
export function planTables(relations: readonly RuledRelation[], functions: FunctionSet): TablePlan[] {
  return relations
    .filter(({ relation, action }) => relation.kind === 'table' && action !== 'refresh')
    .map((ruled) => planTable(ruled, functions))
    .sort((a, b) => b.relation.bytes - a.relation.bytes);
}

function planTable({ relation, action, columns }: RuledRelation, functions: FunctionSet): TablePlan {
  if (action === 'empty') return { relation, strategy: 'empty', changes: [] };
  const changes = columns.flatMap((ruled) => {
    const sql = columnSql(ruled, columns, functions);
    return sql === undefined ? [] : [{ column: ruled.column.name, type: ruled.column.type, sql }];
  });
  if (changes.length === 0) return { relation, strategy: 'compact', changes };
  const changed = new Set(changes.map(({ column }) => column));
  // ALTER TYPE would also reset a column's storage, compression and statistics target.
  const obstructed =
    relation.inherits || relation.columns.some((column) => changed.has(column.name) && (column.pinned || column.tuned));
  return { relation, strategy: obstructed ? 'refill' : 'alter', changes };
}

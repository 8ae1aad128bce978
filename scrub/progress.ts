import type { Relation } from './catalog/model.js';
import { relationName } from './catalog/model.js';
import type { ScrubOptions, ScrubProgress } from './target.js';

/** Adds up what is done of one phase and tells it. */
export class Progress {
  private tablesDone = 0;
  private rowsDone = 0;
  private bytesDone = 0;
  private readonly totals: Pick<ScrubProgress, 'tablesTotal' | 'rowsTotal' | 'bytesTotal'>;

  constructor(
    private readonly tell: ScrubOptions['onProgress'],
    private readonly phase: ScrubProgress['phase'],
    relations: readonly Relation[],
  ) {
    const sum = (of: (relation: Relation) => number): number =>
      relations.reduce((total, relation) => total + of(relation), 0);
    this.totals = {
      tablesTotal: relations.length,
      rowsTotal: sum((relation) => relation.estimatedRows),
      bytesTotal: sum((relation) => relation.bytes),
    };
  }

  /** Says that work on a table begins, or on the database as a whole. */
  begin(database: string, relation?: Relation): void {
    this.tell?.({
      database,
      ...(relation === undefined ? {} : { table: relationName(relation) }),
      phase: this.phase,
      tablesDone: this.tablesDone,
      rowsDone: this.rowsDone,
      bytesDone: this.bytesDone,
      ...this.totals,
    });
  }

  /** Says that a table is done. */
  finish(database: string, relation: Relation): void {
    this.tablesDone += 1;
    this.rowsDone += relation.estimatedRows;
    this.bytesDone += relation.bytes;
    this.begin(database, relation);
  }
}

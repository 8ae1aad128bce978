import type { Column, Relation } from '../catalog/model.js';
import { relationName } from '../catalog/model.js';
import type { RuledRelation } from '../coverage.js';
import type { NormalRule } from '../normal-rule.js';
import { withRowsVisible } from '../rows-visible.js';
import type { Session } from '../session.js';
import { forms } from '../sql/library.js';
import { literal, qualified } from '../sql/quote.js';
import { columnTexts } from '../sql/source.js';
import { stateSchema } from '../target.js';
import { digestRelation, type Contents } from './contents.js';
import type { Finding } from './finding.js';
import type { SearchResult } from './search-texts.js';
import { searchForm, searchTexts } from './search-texts.js';

/** What the search of one relation gave. */
export interface RelationSearch {
  readonly findings: readonly Finding[];
  readonly columns: number;
  /** Absent for a materialised view that holds nothing. */
  readonly contents?: Contents;
  readonly selectiveKept: readonly string[];
}

/** Searches all texts of a relation, its rows and its statistics. */
export async function searchRelation(session: Session, ruled: RuledRelation): Promise<RelationSearch> {
  const { relation } = ruled;
  const findings: Finding[] = [];
  const selectiveKept: string[] = [];
  let columns = 0;
  const doing = `Searching ${relationName(relation)}`;
  const object = `${relation.kind === 'matview' ? 'materialised view' : 'table'} ${relationName(relation)}`;
  const note = (where: string, result: SearchResult, column?: string): void => {
    for (const { check, count } of result.hits) {
      const at = column === undefined ? {} : { column };
      findings.push({ database: session.database, object: where, ...at, check, count });
    }
  };
  const contents = await withRowsVisible(session, relation, async () => {
    // Without WITH DATA there is nothing to read; PostgreSQL refuses to try.
    const readable = relation.kind !== 'matview' || relation.populated;
    for (const column of readable ? relation.columns : []) {
      const source = columnTexts(relation, column);
      if (source === undefined) continue;
      columns += 1;
      const rule = ruled.columns.find((other) => other.column.name === column.name)?.rule;
      const form = formOf(column, rule);
      const result =
        form === undefined ? await searchTexts(session, source, doing) : await searchForm(session, source, form, doing);
      note(object, result, column.name);
      if (rule?.kind === 'keep' && column.family === 'text' && isSelective(result)) selectiveKept.push(column.name);
    }
    note(`statistics of ${relationName(relation)}`, await searchTexts(session, statisticsOf(relation), doing));
    return readable ? digestRelation(session, relation) : undefined;
  });
  return {
    findings,
    columns,
    selectiveKept: selectiveKept.map((name) => `${relationName(relation)}.${name}`),
    ...(contents === undefined ? {} : { contents }),
  };
}

/** The condition on a text `v` that every value of a column meets, when its rule leaves no other form. */
function formOf(column: Column, rule: NormalRule | undefined): string | undefined {
  switch (rule?.kind) {
    case 'email':
    case 'name':
    case 'uuid':
    case 'credential':
    case 'url':
    case 'phone':
    case 'inet':
      return column.family === 'bytea' ? undefined : `v ~ ${literal(forms[rule.kind])}`;
    case 'text':
      return `${stateSchema}.is_placeholder(v)`;
    case 'hash':
      return `v ~ ${literal(`^${rule.prefix ?? ''}[0-9a-f]{${String(rule.length ?? 32)}}$`)}`;
    case 'fixed':
      return column.family === 'text' && !column.isArray ? `v = ${literal(String(rule.value))}` : undefined;
    case 'bytea':
      return `v ~ '^((\\\\000)*|0*)$'`;
    default:
      return undefined;
  }
}

function isSelective({ texts, distinct }: SearchResult): boolean {
  return distinct > 100 && distinct * 2 > texts;
}

/** Everything that the planner's statistics quote: of columns, of expression indexes, and extended ones. */
function statisticsOf(relation: Relation): string {
  const schema = literal(relation.schema);
  const table = literal(qualified(relation.schema, relation.name));
  const lists = (...names: string[]): string =>
    names.map((name) => `select unnest(${name}::text::text[]) from s`).join(' union all ');
  return `
    with s as (
      select * from pg_stats where schemaname = ${schema} and tablename in (
        select c.relname from pg_class c where c.oid = ${table}::regclass
        union all select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = ${table}::regclass)
    ), x as (
      select * from pg_stats_ext where schemaname = ${schema} and tablename = ${literal(relation.name)}
    ), e as (
      select * from pg_stats_ext_exprs where schemaname = ${schema} and tablename = ${literal(relation.name)}
    )
    select v from (
      ${lists('most_common_vals', 'histogram_bounds', 'most_common_elems')}
      union all select unnest(most_common_vals) from x
      union all select unnest(most_common_vals::text::text[]) from e
      union all select unnest(histogram_bounds::text::text[]) from e
    ) as y(v) where v is not null`;
}

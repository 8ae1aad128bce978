import { createHash } from 'node:crypto';
import { parseJsonPath } from '../domain/fleet/rule-names.js';
import { relationName } from './catalog/model.js';
import type { RuledRelation } from './coverage.js';
import type { RunKeys } from './keys.js';
import { groupBy } from './group-by.js';
import type { NormalRule } from './normal-rule.js';
import { normalPathRule } from './normal-rule.js';
import { withRowsVisible } from './rows-visible.js';
import type { Session } from './session.js';
import type { JsonPath, TextSource } from './sql/source.js';
import { columnTexts, jsonPathTexts } from './sql/source.js';
import { ident, qualified } from './sql/quote.js';
import type { CanarySeal } from './state.js';
import { stateSchema } from './target.js';

/*
 * Canaries are keyed 64-bit marks of original values. After the scrub nothing in the database may have such a mark.
 *
 * Which values become canaries:
 * 1. Identities (e-mail, phone, UUID and names of several words) of columns and JSON paths that a rule changes: all.
 * 2. Other values of such columns, when they are long and rare enough to be somebody's: a default that thousands of
 *    rows share names nobody and would be found in places where it belongs.
 * 3. E-mail addresses and phone numbers inside any text that is changed or emptied.
 * 4. Never a value that is the vocabulary of a kept column (each value in twenty rows or more: cities, states, plans).
 * Kept identities are not canaries, for they would only find themselves; the detectors of verification catch them.
 */

/** Finds the candidates and the vocabulary of one table, and counts its rows and the distinct values of its identities. */
export async function addCandidates(session: Session, ruled: RuledRelation): Promise<number> {
  const { relation } = ruled;
  const doing = `Marking the originals of ${relationName(relation)}`;
  return withRowsVisible(session, relation, async () => {
    const { rows } = await session.row<{ rows: string }>(
      `select count(*) as rows from only ${qualified(relation.schema, relation.name)}`,
      [],
      doing,
    );
    await session.run(
      `update ${stateSchema}.relation set rows_before = $2 where oid = $1`,
      [relation.oid, rows],
      doing,
    );
    for (const { source, kind, column } of changedTexts(ruled)) {
      const distinct = await insertCandidates(session, source, kind, Number(rows), doing);
      if (column !== undefined && countedKinds.has(kind)) {
        await session.run(
          `insert into ${stateSchema}.distinct_before values ($1, $2, $3)`,
          [relation.oid, column, distinct],
          doing,
        );
      }
    }
    for (const source of keptTexts(ruled)) await insertVocabulary(session, source, doing);
    return Number(rows);
  });
}

/** Kinds that give different values different pseudonyms, so that their number must not change. */
export const countedKinds: ReadonlySet<string> = new Set(['email', 'uuid', 'hash', 'phone']);

/** The expression by which values of a counted kind are one and the same. */
export function sameness(kind: string): string {
  if (kind === 'phone') return `${stateSchema}.phone_digits(v)`;
  return kind === 'hash' ? 'v' : `${stateSchema}.fold(v)`;
}

/** Marks the values of a kept column when they are vocabulary. */
async function insertVocabulary(session: Session, source: TextSource, doing: string): Promise<void> {
  await session.run(
    `with d as materialized (
       select ${stateSchema}.fold(v) as f, count(*) as n from (${source}) as s where v is not null group by 1
     )
     insert into ${stateSchema}.vocabulary select ${stateSchema}.mark(f) from d
     where position('@' in f) = 0 and (select sum(n) >= 20 * count(*) from d)`,
    [],
    doing,
  );
}

/**
 * Makes canaries of the candidates of all tables: each once, none that is vocabulary anywhere, and the mark of the planted
 * value. Then seals them.
 */
export async function sealCanaries(session: Session, keys: RunKeys): Promise<CanarySeal> {
  const doing = 'Sealing the canaries';
  await session.run(
    `insert into ${stateSchema}.canary
     select distinct h from ${stateSchema}.candidate as c
     where not exists (select from ${stateSchema}.vocabulary as v where v.h = c.h) order by h`,
    [],
    doing,
  );
  await session.run(`drop table ${stateSchema}.candidate, ${stateSchema}.vocabulary`, [], doing);
  await session.run(
    `insert into ${stateSchema}.canary select ${stateSchema}.mark($1)`,
    [keys.planted(session.database)],
    doing,
  );
  await session.run(`create index canary_h on ${stateSchema}.canary (h)`, [], doing);
  await session.run(`analyze ${stateSchema}.canary`, [], doing);
  return readSeal(session);
}

/** Counts and digests the canaries as they are now. */
export async function readSeal(session: Session): Promise<CanarySeal> {
  const { count, total, folded } = await session.row<{ count: string; total: string; folded: string }>(
    `select count(*) as count, coalesce(sum(h::numeric), 0)::text as total, coalesce(bit_xor(h), 0)::text as folded
     from ${stateSchema}.canary`,
    [],
    'Sealing the canaries',
  );
  return { count: Number(count), digest: createHash('sha256').update(`${count} ${total} ${folded}`).digest('hex') };
}

interface ChangedText {
  readonly source: TextSource;
  readonly kind: string;
  /** The column's number, when the source is the whole of it. */
  readonly column?: number;
}

function changedTexts({ relation, action, columns }: RuledRelation): ChangedText[] {
  if (action === 'empty') {
    return relation.columns.flatMap((column) => {
      const source = columnTexts(relation, column);
      return source === undefined ? [] : [{ source, kind: 'emptied' }];
    });
  }
  return columns.flatMap(({ column, rule }): ChangedText[] => {
    if (rule.kind === 'keep' || rule.kind === 'generated' || rule.kind === 'tsvector') return [];
    if (rule.kind === 'json') {
      const changed = jsonPaths(rule).filter(({ kind }) => kind !== 'keep');
      return [...groupBy(changed, ({ kind }) => (kind === 'drop' ? 'text' : kind))].map(([kind, paths]) => ({
        source: jsonPathTexts(relation, column, paths),
        kind,
      }));
    }
    if (['integer', 'decimal'].includes(column.family) && (rule.kind === 'phone' || rule.kind === 'digits')) {
      const source = `select ${ident(column.name)}::text as v from only ${qualified(relation.schema, relation.name)}`;
      return column.isArray ? [] : [{ source, kind: rule.kind, column: column.number }];
    }
    const source = columnTexts(relation, column);
    return source === undefined
      ? []
      : [{ source, kind: rule.kind, ...(column.isArray ? {} : { column: column.number }) }];
  });
}

function keptTexts({ relation, action, columns }: RuledRelation): TextSource[] {
  if (action !== 'rewrite') return [];
  return columns.flatMap(({ column, rule }) => {
    if (rule.kind === 'json') {
      // One path at a time: what is vocabulary is decided for each.
      return jsonPaths(rule)
        .filter(({ kind }) => kind === 'keep')
        .map((path) => jsonPathTexts(relation, column, [path]));
    }
    if (rule.kind !== 'keep' || column.family !== 'text') return [];
    const source = columnTexts(relation, column);
    return source === undefined ? [] : [source];
  });
}

function jsonPaths(rule: Extract<NormalRule, { kind: 'json' }>): (JsonPath & { readonly kind: string })[] {
  return Object.entries(rule.paths).map(([path, pathRule]) => {
    const { kind } = normalPathRule(pathRule);
    return { steps: parseJsonPath(path) ?? [], below: kind === 'drop', kind };
  });
}

/** Marks what is selective in a source; returns the number of distinct values. */
async function insertCandidates(
  session: Session,
  source: string,
  kind: string,
  rows: number,
  doing: string,
): Promise<number> {
  const rare = `n <= ${String(Math.max(20, Math.floor(rows / 100)))}`;
  const { distinct } = await session.row<{ distinct: string }>(
    `with d as materialized (
       select ${countedKinds.has(kind) ? sameness(kind) : 'v'} as v, count(*) as n
       from (${source}) as s where v is not null and v <> '' group by 1
     ), marked as (
       insert into ${stateSchema}.candidate select ${stateSchema}.mark(f) from (${selective(kind, rare)}) as x(f) where f <> ''
     )
     select count(*) as distinct from d`,
    [],
    doing,
  );
  return Number(distinct);
}

/** Addresses and numbers inside texts. Each address once: its forms are digests. */
const identitiesInside = `
  select f from (
    select distinct e from d cross join lateral ${stateSchema}.emails_in(v) as y(e) where position('@' in v) > 0
  ) as y cross join lateral ${stateSchema}.derived(e) as z(f)
  union all select p from d cross join lateral ${stateSchema}.phones_in(v) as y(p) where v ~ '[0-9]'`;

/**
 * The query of what becomes candidates among the distinct values `v` in `d`; `n` is in how many rows each stands. Values of
 * a counted kind are in their common form already.
 */
function selective(kind: string, rare: string): string {
  const folded = `${stateSchema}.fold(v)`;
  switch (kind) {
    case 'email':
      return `select f from d cross join lateral ${stateSchema}.derived(v) as y(f) where position('@' in v) > 0`;
    case 'uuid':
      return `select v from d`;
    case 'phone':
      return `select f from d cross join lateral ${stateSchema}.derived(v) as y(f) where length(v) >= 10`;
    case 'name':
      return `select ${folded} from d where position(' ' in btrim(v)) > 0
        or (octet_length(v) >= 6 and lower(v collate "default") = upper(v collate "default"))`;
    case 'hash':
    case 'credential':
    case 'url':
      return `select ${folded} from d where octet_length(v) >= 8 and ${rare}`;
    case 'digits':
    case 'inet':
      return `select ${folded} from d where octet_length(v) >= 10 and ${rare}`;
    case 'text':
    case 'null':
    case 'fixed':
      return `select ${folded} from d where octet_length(v) >= 10 and v ~ '[0-9 ]' and ${rare}
        union all ${identitiesInside}`;
    case 'emptied':
      return identitiesInside;
    default:
      return `select null::text where false`;
  }
}

import type { Session } from '../session.js';
import type { Detector } from '../sql/search-library.js';
import { detectors, detectorSql } from '../sql/search-library.js';
import type { TextSource } from '../sql/source.js';
import { stateSchema } from '../target.js';
import type { Finding } from './finding.js';

/** What a search of one source gave. */
export interface SearchResult {
  readonly texts: number;
  readonly distinct: number;
  readonly hits: readonly { readonly check: Finding['check']; readonly count: number }[];
}

interface Counts extends Record<Detector, string> {
  texts: string;
  distinct: string;
  original: string;
  form: string;
}

/**
 * Searches every distinct text of a source for marked originals, whole and in parts, and for live addresses, numbers,
 * URLs and secrets.
 */
export async function searchTexts(session: Session, source: TextSource, doing: string): Promise<SearchResult> {
  const found = detectors.map((name) => `count(*) filter (where ${detectorSql[name]}) as ${name}`).join(', ');
  const counts = await session.row<Counts>(
    `with d as materialized (select v, count(*) as n from (${source}) as s where v <> '' group by v),
     o as materialized (select v from d where not ${stateSchema}.is_pseudonym(v)),
     t as materialized (
       select distinct ${stateSchema}.mark(x.t) as h from o cross join lateral ${stateSchema}.tokens(o.v) as x(t)
     )
     select (select coalesce(sum(n), 0) from d) as texts, (select count(*) from d) as distinct, 0 as form, ${found},
            (select count(*) filter (where (select true from ${stateSchema}.canary as c where c.h = t.h limit 1))
             from t) as original
     from o`,
    [],
    doing,
  );
  return toResult(counts);
}

/**
 * Searches a source whose texts must all be of a reserved form, in which nothing of production's is, and which leaves no
 * room for anything else: so the form is all that there is to check.
 *
 * @param form a condition on the text `v`.
 */
export async function searchForm(
  session: Session,
  source: TextSource,
  form: string,
  doing: string,
): Promise<SearchResult> {
  const counts = await session.row<Pick<Counts, 'texts' | 'form'>>(
    `select count(*) as texts, count(*) filter (where not (${form})) as form from (${source}) as s where v !~ '^\\s*$'`,
    [],
    doing,
  );
  return toResult(counts);
}

function toResult(counts: Partial<Counts>): SearchResult {
  const checks = ['original', 'form', ...detectors] as const;
  return {
    texts: Number(counts.texts),
    distinct: Number(counts.distinct ?? 0),
    hits: checks.map((check) => ({ check, count: Number(counts[check] ?? 0) })).filter(({ count }) => count > 0),
  };
}

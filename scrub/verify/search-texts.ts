import type { Session } from '../session.js';
import type { Detector } from '../sql/search-library.js';
import { detectors } from '../sql/search-library.js';
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

/** The marks of canaries, hashed once per statement. */
const canaries = `(select h from ${stateSchema}.canary)`;

/**
 * Searches every distinct text of a source for marked originals, whole and in parts, and for live addresses, numbers,
 * URLs and secrets.
 */
export async function searchTexts(session: Session, source: TextSource, doing: string): Promise<SearchResult> {
  const found = detectors.map((name) => `count(*) filter (where ${stateSchema}.has_${name}(v)) as ${name}`).join(', ');
  const counts = await session.row<Counts>(
    `with d as materialized (select v, count(*) as n from (${source}) as s where v <> '' group by v),
     o as materialized (select v from d where not ${stateSchema}.is_pseudonym(v)),
     t as (
       select ${stateSchema}.mark(${stateSchema}.fold(v)) as h from d
       union select ${stateSchema}.mark(x.t) from o cross join lateral ${stateSchema}.tokens(o.v) as x(t)
     )
     select (select coalesce(sum(n), 0) from d) as texts, (select count(*) from d) as distinct, 0 as form, ${found},
            (select count(*) from t where h in ${canaries}) as original
     from o`,
    [],
    doing,
  );
  return toResult(counts);
}

/**
 * Searches a source whose texts must all be of a reserved form, which leaves no room for anything else in them: so only
 * the form and the whole values are checked.
 *
 * @param form a condition on the text `v`.
 */
export async function searchForm(
  session: Session,
  source: TextSource,
  form: string,
  doing: string,
): Promise<SearchResult> {
  const counts = await session.row<Counts>(
    `with d as materialized (select v, count(*) as n from (${source}) as s where v !~ '^\\s*$' group by v)
     select coalesce(sum(n), 0) as texts, count(*) as distinct, 0 as email, 0 as phone, 0 as url, 0 as token,
            count(*) filter (where not (${form})) as form,
            count(*) filter (where ${stateSchema}.mark(${stateSchema}.fold(v)) in ${canaries}) as original
     from d`,
    [],
    doing,
  );
  return toResult(counts);
}

function toResult(counts: Counts): SearchResult {
  const checks = ['original', 'form', ...detectors] as const;
  return {
    texts: Number(counts.texts),
    distinct: Number(counts.distinct),
    hits: checks.map((check) => ({ check, count: Number(counts[check]) })).filter(({ count }) => count > 0),
  };
}

import { keySettings } from '../keys.js';
import { stateSchema } from '../target.js';
import { placeholderText } from './dictionary.js';
import { forms } from './library.js';
import { literal } from './quote.js';

/** Domains that RFC 2606 reserves: mail to them goes nowhere, and their names do not resolve. */
const reservedHost = '(^|\\.)(test|invalid|example|localhost)$';

/**
 * Forms of live secrets, in lower case, by a text that stands in each of them and in few others: looking for it first
 * spares most values the patterns. The prefixes are the published ones of their vendors; each is split so that no text of
 * this file looks like a secret itself.
 */
const tokenPatterns: Readonly<Record<string, readonly string[]>> = {
  _: [
    '(sk|rk|pk)_(live|test)_[0-9a-z]{8,}',
    'whsec_[0-9a-z]{8,}',
    'gh[opsur]_[0-9a-z]{20,}',
    'github_pat_[0-9a-z_]{20,}',
    'shp(at|ca|pa|ss)_[0-9a-f]{16,}',
    'npm_[0-9a-z]{30,}',
  ],
  xox: ['xox[abeprs]-[0-9a-z-]{8,}'],
  'glpat-': ['glpat-[0-9a-z_-]{16,}'],
  akia: ['akia[0-9a-z]{16}'],
  asia: ['asia[0-9a-z]{16}'],
  eyj: ['eyj[0-9a-z_-]{8,}\\.eyj[0-9a-z_-]{8,}\\.'],
  'private key': ['-----begin [a-z ]*private key'],
  'sg.': ['sg\\.[0-9a-z_-]{16,}\\.[0-9a-z_-]{16,}'],
  'ya29.': ['ya29\\.[0-9a-z_-]{16,}'],
  aiza: ['aiza[0-9a-z_-]{30,}'],
  'exponentpushtoken[': ['exponentpushtoken\\['],
  apa91b: ['[0-9a-z_-]{8,}:apa91b[0-9a-z_-]{32,}'],
  $: ['\\$2[abxy]?\\$[0-9]{2}\\$', '\\$argon2(i|d|id)\\$', 'scram-sha-256\\$[0-9]+:'],
  bearer: ['\\mbearer +[0-9a-z._~+/-]{16,}'],
};

/** The functions with which originals are marked before, and looked for after, a scrub. Bound like those of the library. */
const functions: readonly string[] = [
  `mark(v text) returns int8 language sql stable parallel safe
     return hashtextextended(v collate "C", current_setting('${keySettings.seed}')::int8)`,

  // The forms in which an identity may turn up again: as it is, digested, encoded.
  `derived(v text) returns setof text language sql stable parallel safe
     begin atomic
       select v union all select md5(v) union all select encode(sha256(convert_to(v, 'UTF8')), 'hex')
       union all select encode(convert_to(v, 'UTF8'), 'base64')
       union all select replace(v, '@', '%40') where position('@' in v) > 0;
     end`,

  `emails_in(v text) returns setof text language sql stable parallel safe
     begin atomic
       select lower(m[1] collate "default")
       from regexp_matches(case when position('@' in v) > 0 then v end collate "default",
              '([^[:space:]@<>"''(),;:=/\\[\\]{}]+@[^[:space:]@<>"''(),;:=/\\[\\]{}]+\\.[[:alpha:]]{2,})', 'g') as x(m);
     end`,

  `phones_in(v text) returns setof text language sql stable parallel safe
     begin atomic
       select translate(m[1], '+ ().-/', '')
       from regexp_matches(case when length(v) >= 9 and v ~ '[0-9]' then v end collate "default",
              '(\\+?\\(?[0-9][0-9 ().\\/-]{7,}[0-9])', 'g') as x(m)
       where length(translate(m[1], '+ ().-/', '')) >= 10;
     end`,

  `is_placeholder(v text) returns boolean language sql stable parallel safe
     return v ~ '^[a-z ]+$' and position(v in repeat(${literal(placeholderText)}, 2 + length(v) / 1024)) > 0`,

  // A value that is a pseudonym from end to end leaves no room for anything else. One after the other the patterns take
  // a fifth of the time of their union, whose automaton is large.
  `is_pseudonym(v text) returns boolean language sql stable parallel safe
     return ${Object.values(forms)
       .map((form) => `v ~ ${literal(form)}`)
       .join(' or ')} or ${stateSchema}.is_placeholder(v)`,

  // Everything in a value that could equal an original: the whole, addresses, numbers, words and runs of two and three.
  // Set-returning calls stand in FROM, where the planner inlines them.
  `tokens(v text) returns setof text language sql stable parallel safe
     begin atomic
       select ${stateSchema}.fold(v)
       union all select e from ${stateSchema}.emails_in(v) as x(e)
       union all select p from ${stateSchema}.phones_in(v) as x(p)
       union all
       select t from (
         select w, lead(w) over (order by o) as w2, lead(w, 2) over (order by o) as w3
         from string_to_table(case when v ~ '[^[:alnum:]_@.+%=-]' then
             btrim(regexp_replace(${stateSchema}.fold(v), '[^[:alnum:]_@.+%=-]+', ' ', 'g')) end, ' ')
           with ordinality as s(w, o)
       ) as r cross join lateral (values (w), (w || ' ' || w2), (w || ' ' || w2 || ' ' || w3)) as x(t)
       where t is not null;
     end`,

  `is_reserved_host(host text) returns boolean language sql stable parallel safe
     return regexp_replace(regexp_replace(lower(host collate "default"), '^.*@', ''), ':[0-9]*$', '') ~ ${literal(reservedHost)}`,

  `has_email(v text) returns boolean language sql stable parallel safe
     return exists (select from ${stateSchema}.emails_in(v) as x(e) where not ${stateSchema}.is_reserved_host(split_part(e, '@', -1)))`,

  `has_url(v text) returns boolean language sql stable parallel safe
     return exists (select from regexp_matches(case when position('://' in v) > 0 then v end collate "default",
              '[a-zA-Z][a-zA-Z0-9+.-]*://([^/?#[:space:]"''<>]+)', 'g') as x(m)
            where not ${stateSchema}.is_reserved_host(m[1]))`,

  `has_phone(v text) returns boolean language sql stable parallel safe
     return exists (select from regexp_matches(case when position('+' in v) > 0 then v end collate "default",
              '(\\+[1-9][0-9 ().-]{6,20}[0-9])', 'g') as x(m)
            where translate(m[1], '+ ().-', '') !~ '^999'
              and length(translate(m[1], '+ ().-', '')) between 8 and 15)
         or v ~ '[0-9]{3}-[0-9]{4}' and v ~ '(^|[^0-9A-Za-z-])(\\([0-9]{3}\\) ?[0-9]{3}-[0-9]{4}|[0-9]{3}-[0-9]{3}-[0-9]{4})([^0-9A-Za-z-]|$)'`,
];

/** The statements that create the search functions. `fold` of the pseudonym library must exist. */
export function searchStatements(): string[] {
  return functions.map((definition) => `create or replace function ${stateSchema}.${definition}`);
}

/** What live data looks like, by what gives it away. */
export const detectors = ['email', 'phone', 'url', 'token'] as const;
export type Detector = (typeof detectors)[number];

const lowered = 'lower(v collate "default")';

/** The condition of each detector on a text `v`. Cheap conditions come first: most values meet none. */
export const detectorSql: Readonly<Record<Detector, string>> = {
  email: `position('@' in v) > 0 and ${stateSchema}.has_email(v)`,
  phone: `v ~ '[0-9]{3}' and ${stateSchema}.has_phone(v)`,
  url: `position('://' in v) > 0 and ${stateSchema}.has_url(v)`,
  token: Object.entries(tokenPatterns)
    .map(
      ([part, patterns]) =>
        `position(${literal(part)} in ${lowered}) > 0 and ${lowered} ~ ${literal(patterns.join('|'))}`,
    )
    .join(' or '),
};

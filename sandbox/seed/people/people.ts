import pg from 'pg';
import { cultures, mailDomains, type Culture } from './cultures.js';
import { helperFunctions } from './helpers.js';
import { personalSentences, plainSentences } from './templates.js';

/** Writes words as a text array constant. */
export function textArray(words: readonly string[]): string {
  return `(ARRAY[${words.map((word) => pg.escapeLiteral(word)).join(', ')}]::text[])`;
}

/** The constants of free text, as SQL expressions. */
export const sentences = {
  plain: textArray(plainSentences),
  personal: textArray(personalSentences),
};

function cultureRow(culture: Culture, number: number): string {
  const written = (pairs: Culture['given']): string => textArray(pairs.map(([name]) => name));
  const latin = (pairs: Culture['given']): string => textArray(pairs.map(([, name]) => name));
  const literal = pg.escapeLiteral;
  return `(${[
    number,
    culture.familyFirst ?? false,
    literal(culture.separator ?? ' '),
    literal(culture.locale),
    literal(culture.country),
    literal(culture.callingCode),
    textArray(culture.areaCodes),
    written(culture.given),
    latin(culture.given),
    written(culture.family),
    latin(culture.family),
    textArray(culture.cities),
    textArray(culture.streets),
  ].join(', ')})`;
}

/** One array element per unit of weight, so that a hash picks cultures in proportion. */
const weighted = cultures.flatMap((culture, number) => Array.from({ length: culture.weight }, () => number));

/**
 * Writes the SQL that makes the working schema `seed` with the table `seed.people`: person `n` is the same in every
 * database, whatever the size, which is how e-mail addresses come to be copied from one database into the next.
 *
 * Addresses are unique regardless of case. One in eleven is written with capitals, one in thirteen has a `+tag`.
 */
export function peopleScript(people: number): string {
  return `${helperFunctions}
CREATE UNLOGGED TABLE seed.cultures (
  number int PRIMARY KEY, family_first boolean, separator text, locale text, country text, calling_code text,
  area_codes text[], given text[], given_latin text[], family text[], family_latin text[], cities text[], streets text[]);
INSERT INTO seed.cultures VALUES
${cultures.map(cultureRow).join(',\n')};

CREATE UNLOGGED TABLE seed.people AS
SELECT n, c.locale, c.country, g.written AS given_name, f.written AS family_name,
  CASE
    WHEN seed.one_in(97, n, 11) THEN g.written || ' "Ace" ' || f.written
    WHEN seed.one_in(89, n, 12) THEN g.written || ' 🌻 ' || f.written
    WHEN c.family_first THEN f.written || c.separator || g.written
    ELSE g.written || c.separator || f.written
  END AS full_name,
  CASE WHEN seed.one_in(11, n, 13) THEN initcap(a.local_part) ELSE a.local_part END
    || CASE WHEN seed.one_in(13, n, 14) THEN '+shop' ELSE '' END
    || '@' || seed.pick(${textArray(mailDomains)}, n, 15) AS email,
  -- 6700417 is prime, so the last seven digits differ between any two of ten million people.
  '+' || c.calling_code || seed.pick(c.area_codes, n, 16) || lpad(((n * 6700417 + 1234567) % 10000000)::text, 7, '0') AS phone,
  seed.pick(c.streets, n, 17) || ' ' || seed.dice(240, n, 18) AS street,
  seed.pick(c.cities, n, 19) AS city,
  lpad(seed.dice(99999, n, 20)::text, 5, '0') AS postal_code,
  date '1940-01-01' + (seed.dice(25000, n, 21))::int AS date_of_birth,
  seed.moment(n, 22) AS joined_at
FROM generate_series(1::bigint, ${people}) AS n
JOIN seed.cultures c ON c.number = (ARRAY[${weighted.join(',')}])[seed.dice(${weighted.length}, n, 1)]
CROSS JOIN LATERAL (SELECT seed.dice(cardinality(c.given), n, 2)::int AS given, seed.dice(cardinality(c.family), n, 3)::int AS family) i
CROSS JOIN LATERAL (SELECT c.given[i.given] AS written, c.given_latin[i.given] AS latin) g
CROSS JOIN LATERAL (SELECT c.family[i.family] AS written, c.family_latin[i.family] AS latin) f
CROSS JOIN LATERAL (SELECT CASE seed.hash(n, 4) % 4
    WHEN 0 THEN g.latin || '.' || f.latin || n
    WHEN 1 THEN left(g.latin, 1) || f.latin || '_' || n
    WHEN 2 THEN f.latin || '-' || g.latin || n
    ELSE g.latin || n
  END AS local_part) a;
ALTER TABLE seed.people ADD PRIMARY KEY (n);
ANALYZE seed.people;
`;
}

/** Removes the working schema. */
export const dropPeople = 'DROP SCHEMA seed CASCADE;';

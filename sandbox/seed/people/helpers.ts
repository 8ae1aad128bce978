/**
 * The SQL functions with which rows are generated. All are deterministic in their arguments, and written so that
 * PostgreSQL inlines them. They live in the schema `seed`, which is dropped when the database is filled.
 */
export const helperFunctions = `
CREATE SCHEMA seed;

-- A non-negative 63-bit hash of a row number; each use takes a salt of its own.
CREATE FUNCTION seed.hash(n bigint, salt bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  'SELECT hashint8extended(n, salt) & 9223372036854775807';

-- True for one row in every \`per\`.
CREATE FUNCTION seed.one_in(per int, n bigint, salt bigint) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  'SELECT hashint8extended(n, salt) & 9223372036854775807 < 9223372036854775807 / per';

CREATE FUNCTION seed.pick(words text[], n bigint, salt bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  'SELECT words[1 + ((hashint8extended(n, salt) & 9223372036854775807) % cardinality(words))::int]';

-- A number from 1 to \`highest\`.
CREATE FUNCTION seed.dice(highest bigint, n bigint, salt bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  'SELECT 1 + (hashint8extended(n, salt) & 9223372036854775807) % highest';

-- A second in the eighteen months before the seed's fixed present.
CREATE FUNCTION seed.moment(n bigint, salt bigint) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS
  'SELECT timestamptz ''2026-11-20 00:00:00+00'' - make_interval(secs => (hashint8extended(n, salt) & 9223372036854775807) % 47304000)';

CREATE FUNCTION seed.uuid(n bigint, salt bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  'SELECT md5(n::text || '':'' || salt::text)::uuid';

CREATE FUNCTION seed.address(n bigint, salt bigint) RETURNS inet LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  'SELECT inet ''81.0.0.0'' + (hashint8extended(n, salt) & 16777215)';

-- A credential: a prefix such as vendors use, and as many hashed letters and digits as wanted (43 at most).
CREATE FUNCTION seed.token(prefix text, n bigint, length int) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  'SELECT prefix || substr(translate(encode(sha256(convert_to(prefix || n::text, ''UTF8'')), ''base64''), ''+/='', ''qZ7''), 1, length)';

-- A phone number as people write it: grouped, with a plus sign in front.
CREATE FUNCTION seed.spoken_phone(phone text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  'SELECT regexp_replace(phone, ''^(\\+\\d+)(\\d{3})(\\d{2})(\\d{2})$'', ''\\1 \\2-\\3 \\4'')';

-- A sentence with the person's data in the places that a template leaves for it.
CREATE FUNCTION seed.tell(template text, name text, email text, phone text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  'SELECT replace(replace(replace(template, ''{name}'', name), ''{email}'', email), ''{phone}'', phone)';
`;

import { keySettings } from '../keys.js';
import { stateSchema } from '../target.js';
import { familyPrefix, givenPrefix, placeholderText, syllables } from './dictionary.js';
import { plpgsqlFunction } from './functions.js';
import { literal } from './quote.js';

/** The reserved forms of pseudonyms. Verification accepts these and nothing else in columns of the kind. */
export const forms = {
  email: '^u[0-9a-f]{16}@example\\.test$',
  name: `^(${givenPrefix}[a-z]+|${familyPrefix}[a-z]+|${givenPrefix}[a-z]+ ${familyPrefix}[a-z]+)$`,
  phone: '^\\+?999[0-9]{8,18}$',
  uuid: '^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$',
  credential: '^!backlot-scrubbed(-[0-9a-f]{16})?$',
  url: '^https://example\\.invalid/[0-9a-f]{16}$',
  inet: '^(198\\.51\\.100\\.[0-9]{1,3}(/32)?|2001:db8:[0-9a-f:]+(/128)?)$',
} as const;

const syllableArray = `array[${syllables.map(literal).join(', ')}]`;

function syllable(byte: number): string {
  return `(${syllableArray})[1 + (get_byte(h, ${String(byte)}) & 63)]`;
}

interface LibraryFunction {
  readonly signature: string;
  readonly returns: string;
  readonly body: string;
  /** Computes its arguments once, however often the body uses them; the others are inlined by the planner. */
  readonly called?: true;
}

/**
 * The functions that make pseudonyms. The bodies of inlined ones are parsed once, when they are created under a search
 * path of `pg_catalog` alone, so every name and operator in them is bound to the system's own for good.
 *
 * All of them return NULL for NULL. `default` is the one collation for case, so that equal values in columns of
 * different collations stay equal.
 */
const library: readonly LibraryFunction[] = [
  {
    // HMAC-SHA256 by its definition: the padded key blocks are prepared by the caller, pgcrypto is not needed.
    signature: 'mac(label text, v text)',
    returns: 'bytea',
    body: `sha256(current_setting('${keySettings.outer}')::bytea ||
             sha256(current_setting('${keySettings.inner}')::bytea || convert_to(label || E'\\x01' || v, 'UTF8')))`,
  },
  { signature: 'fold(v text)', returns: 'text', body: `lower(btrim(v collate "default"))` },
  {
    // The inner call leaves all that is no digit, which the outer one then removes.
    signature: 'phone_digits(v text)',
    returns: 'text',
    body: `coalesce(nullif(translate(v, translate(v, '0123456789', ''), ''), ''), lower(v collate "default"))`,
  },
  {
    signature: 'email(label text, v text)',
    returns: 'text',
    body: `case when btrim(v) = '' then v
             else 'u' || encode(substring(${stateSchema}.mac(label, ${stateSchema}.fold(v)) from 1 for 8), 'hex') || '@example.test' end`,
  },
  {
    signature: 'given_of(h bytea)',
    returns: 'text',
    body: `'${givenPrefix}' || ${syllable(0)} || ${syllable(1)}`,
  },
  {
    signature: 'family_of(h bytea)',
    returns: 'text',
    body: `'${familyPrefix}' || ${syllable(2)} || ${syllable(3)} || ${syllable(4)}`,
  },
  {
    signature: 'name(part text, label text, v text)',
    returns: 'text',
    body: `case when btrim(v) = '' then v
             else ${stateSchema}.name_of(part, ${stateSchema}.mac(label, regexp_replace(${stateSchema}.fold(v), '\\s+', ' ', 'g'))) end`,
  },
  {
    signature: 'name_of(part text, h bytea)',
    returns: 'text',
    called: true,
    body: `case part when 'given' then ${stateSchema}.given_of(h) when 'family' then ${stateSchema}.family_of(h)
             else ${stateSchema}.given_of(h) || ' ' || ${stateSchema}.family_of(h) end`,
  },
  {
    // A positive 63-bit number; modulo bias is far below what anybody could observe.
    signature: 'number_of(h bytea)',
    returns: 'bigint',
    body: `('x' || encode(substring(h from 1 for 8), 'hex'))::bit(64)::bigint & 9223372036854775807`,
  },
  {
    // +999 is a country code that no operator serves.
    signature: 'phone(label text, digits int, v text)',
    returns: 'text',
    body: `case when btrim(v) = '' then v else '+999' ||
             lpad((${stateSchema}.number_of(${stateSchema}.mac(label, ${stateSchema}.phone_digits(v))) % (10 ^ digits)::numeric::bigint)::text, digits, '0') end`,
  },
  {
    signature: 'digit_stream(label text, v text)',
    returns: 'text',
    body: `translate(encode(${stateSchema}.mac(label, ${stateSchema}.phone_digits(v)), 'hex'), 'abcdef', '012345')`,
  },
  {
    signature: 'digits(label text, v text)',
    returns: 'text',
    body: `case when btrim(v) = '' then v
             else '0' || left(${stateSchema}.digit_stream(label, v), length(v) - length(translate(v, '0123456789', '')) - 1) end`,
  },
  {
    // Version 8 is the one that RFC 9562 leaves to implementations: real ones are 1, 4 or 7.
    signature: 'uuid(label text, v text)',
    returns: 'uuid',
    body: `overlay(overlay(encode(substring(${stateSchema}.mac(label, ${stateSchema}.fold(v)) from 1 for 16), 'hex')
             placing '8' from 13) placing '8' from 17)::uuid`,
  },
  {
    signature: 'hash(label text, digits int, v text)',
    returns: 'text',
    body: `case when v = '' then v else left(encode(${stateSchema}.mac(label, v), 'hex'), digits) end`,
  },
  {
    // The two leading bits of the length stay, so rows keep about their size and tell little about their text.
    signature: 'length_class(n int)',
    returns: 'int',
    body: `case when n < 8 then n else (n >> (length(ltrim(n::bit(32)::text, '0')) - 2)) << (length(ltrim(n::bit(32)::text, '0')) - 2) end`,
  },
  {
    signature: 'text_of(size int, h bytea)',
    returns: 'text',
    called: true,
    body: `case when size <= ${String(placeholderText.length)}
             then rtrim(convert_from(substring(${literal(placeholderText.repeat(2))}::bytea from 1 + 8 * (get_byte(h, 0) & 127) for size), 'UTF8'))
             else rtrim(substring(repeat(${literal(placeholderText)}, 2 + size / 1024) from 1 + 8 * (get_byte(h, 0) & 127) for size)) end`,
  },
  {
    signature: 'text(v text)',
    returns: 'text',
    body: `${stateSchema}.text_of(${stateSchema}.length_class(length(v)), ${stateSchema}.mac('text', v))`,
  },
  {
    signature: 'url(label text, v text)',
    returns: 'text',
    body: `case when btrim(v) = '' then v
             else 'https://example.invalid/' || encode(substring(${stateSchema}.mac(label, v) from 1 for 8), 'hex') end`,
  },
  {
    signature: 'inet_of(version int, h bytea)',
    returns: 'inet',
    called: true,
    body: `case version when 4 then ('198.51.100.' || get_byte(h, 0))::inet
             else ('2001:db8:' || substring(encode(h, 'hex') from 1 for 4) || ':' || substring(encode(h, 'hex') from 5 for 4)
               || '::' || substring(encode(h, 'hex') from 9 for 4))::inet end`,
  },
  {
    signature: 'inet(label text, v inet)',
    returns: 'inet',
    body: `${stateSchema}.inet_of(family(v), ${stateSchema}.mac(label, host(v)))`,
  },
  {
    signature: 'shift_days(reach int, v text)',
    returns: 'int',
    body: `(${stateSchema}.number_of(${stateSchema}.mac('date', v)) % (2 * reach + 1))::int - reach`,
  },
  {
    signature: 'json_date(length int, v text)',
    returns: 'text',
    body: `case when v ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}' then left(v, length) || right('-01-01', 10 - length) end`,
  },
];

/** The statements that create the functions. Run them under `search_path = pg_catalog, pg_temp`. */
export function libraryStatements(): string[] {
  return inOrder(library).map(({ signature, returns, body, called }) =>
    called === true
      ? plpgsqlFunction(`${stateSchema}.${signature}`, returns, '', `return ${body};`)
      : `create or replace function ${stateSchema}.${signature} returns ${returns}
         language sql stable parallel safe return ${body}`,
  );
}

/** Functions before their users: a body is bound when it is created. */
function inOrder(functions: readonly LibraryFunction[]): LibraryFunction[] {
  const left = [...functions];
  const done: LibraryFunction[] = [];
  const nameOf = (item: LibraryFunction): string =>
    `${stateSchema}.${item.signature.slice(0, item.signature.indexOf('('))}(`;
  while (left.length > 0) {
    const next = left.findIndex((item) => !left.some((other) => other !== item && item.body.includes(nameOf(other))));
    done.push(...left.splice(Math.max(next, 0), 1));
  }
  return done;
}

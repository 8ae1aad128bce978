import { stateSchema } from '../target.js';
import type { ScalarRule } from '../normal-rule.js';
import { literal } from './quote.js';

/** The constant that takes the place of secrets. It begins as no hash, key or token does. */
export const credentialConstant = '!backlot-scrubbed';

/** Separates the pseudonyms of different kinds and identities from each other. */
function label(kind: string, identity: string | undefined): string {
  return literal(`${kind}:${identity ?? kind}`);
}

/**
 * The SQL expression, of type text, that a rule makes of a text expression.
 *
 * Rules that need the value's own type (`date`, `round`, `bytea`) are written by `columnSql`.
 */
export function scalarSql(rule: ScalarRule, v: string): string {
  switch (rule.kind) {
    case 'keep':
      return v;
    case 'null':
    case 'drop':
      return 'null::text';
    case 'fixed':
      return `case when ${v} is not null then ${literal(String(rule.value))} end`;
    case 'email':
      return `${stateSchema}.email(${label('email', rule.identity)}, ${v})`;
    case 'name':
      return `${stateSchema}.name(${literal(rule.part ?? 'full')}, ${label('name', rule.identity)}, ${v})`;
    case 'phone':
      return `${stateSchema}.phone(${label('phone', rule.identity)}, ${String(rule.digits ?? 12)}, ${v})`;
    case 'uuid':
      return `${stateSchema}.uuid(${label('uuid', rule.identity)}, ${v})::text`;
    case 'hash': {
      const hashed = `${stateSchema}.hash(${label('hash', rule.identity)}, ${String(rule.length ?? 32)}, ${v})`;
      return rule.prefix === undefined ? hashed : `(${literal(rule.prefix)} || ${hashed})`;
    }
    case 'text':
      return `${stateSchema}.text(${v})`;
    case 'credential':
      return rule.distinct === true
        ? `(${literal(`${credentialConstant}-`)} || ${stateSchema}.hash('credential', 16, ${v}))`
        : `case when ${v} is not null then ${literal(credentialConstant)} end`;
    case 'url':
      return `${stateSchema}.url('url', ${v})`;
    case 'digits':
      return rule.format === undefined
        ? `${stateSchema}.digits(${label('digits', rule.identity)}, ${v})`
        : formattedDigits(rule.format, `${stateSchema}.digit_stream(${label('digits', rule.identity)}, ${v})`);
    case 'inet':
      return `host(${stateSchema}.inet('inet', (${v})::inet))`;
    case 'date':
      return `${stateSchema}.json_date(${String({ year: 4, month: 7, day: 10 }[rule.to ?? 'year'])}, ${v})`;
    case 'round':
      return `(floor((${v})::numeric / ${String(rule.to)}) * ${String(rule.to)})::text`;
    case 'bytea':
      return `repeat('0', length(${v}))`;
  }
}

/** Puts a stream of digits into the places that a format such as `9##-##` marks. */
function formattedDigits(format: string, stream: string): string {
  const runs = format.match(/#+/g) ?? [];
  const pattern = runs.map((run) => `(.{${String(run.length)}})`).join('');
  let group = 0;
  const replacement = format.replaceAll(/#+/g, () => `\\${String((group += 1))}`);
  return `regexp_replace(${stream}, ${literal(`^${pattern}.*$`)}, ${literal(replacement)})`;
}

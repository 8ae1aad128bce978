import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { formatJsonPath, joinName, parseJsonPath, splitName } from '../../domain/fleet/rule-names.js';
import { scrubRulesSchema } from '../../domain/fleet/rules.js';

const good = `
databases:
  users:
    tables:
      public.users:
        keep: [id, created_at]
        columns:
          email: email
          nickname: null
          full_name: { kind: name, part: family }
          prefs: { kind: json, paths: { theme: keep, contact.email: email, "list[].street": text } }
          search: generated
      public.outbox: queue
  postgres: empty
`;

function issuesOf(text: string): string[] {
  const result = scrubRulesSchema.safeParse(parse(text));
  return result.success ? [] : result.error.issues.map((issue) => issue.message);
}

describe('the rule language', () => {
  test('accepts short and long forms and leaves the value as it was written', () => {
    const value: unknown = parse(good);
    expect(scrubRulesSchema.parse(value)).toEqual(value);
  });

  test.each([
    ['an unknown kind', good.replace('email: email', 'email: emial')],
    ['an unknown key', good.replace('kind: name,', 'kind: name, parts: 2,')],
    ['a table without schema', good.replace('public.outbox', 'outbox')],
    ['a column named twice', good.replace('[id, created_at]', '[id, email]')],
    ['a JSON path with a hole', good.replace('contact.email', 'contact..email')],
    ['keep as the rule of a whole table', good.replace('queue', 'keep')],
  ])('refuses %s', (_, text) => {
    expect(text).not.toBe(good);
    expect(issuesOf(text)).not.toEqual([]);
  });
});

describe('names and paths', () => {
  test.each([
    ['a.b', ['a', 'b']],
    ['public."Odd.Name"', ['public', 'Odd.Name']],
    ['"say ""hi""".x', ['say "hi"', 'x']],
  ])('%s splits and joins', (text, parts) => {
    expect(splitName(text)).toEqual(parts);
    expect(joinName(parts)).toBe(text);
  });

  test.each(['', 'a.', '.a', 'a..b', '"open'])('%j is no name', (text) => {
    expect(splitName(text)).toBeUndefined();
  });

  test.each(['a.b', 'list[]', 'list[].a', '[].a', 'map.*', 'map.*.a', '"odd.key".a', '$', 'a[][].b'])(
    '%s reads and writes',
    (text) => {
      const steps = parseJsonPath(text);
      expect(steps).toBeDefined();
      expect(formatJsonPath(steps ?? [])).toBe(text);
    },
  );

  test.each(['', 'a.', '.a', 'a[]b', 'a.[]', 'a[0]'])('%j is no path', (text) => {
    expect(parseJsonPath(text)).toBeUndefined();
  });
});

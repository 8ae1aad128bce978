import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadFleet } from '../../config/load-fleet.js';
import { parseYaml } from '../../config/parse-yaml.js';
import { goodFleet, withFleet } from './fleet-fixture.js';

const files = Object.keys(goodFleet);

/** What people and machines do to files: cut, double, replace and insert pieces. */
const fragment = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\n',
    '\t',
    ':',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '"',
    '&a ',
    '*a',
    '!!map ',
    '|',
    '<<: *a',
    '? ',
    '---\n',
  ),
  fc.constantFrom(
    'null',
    '~',
    'true',
    '.inf',
    '.nan',
    '-0',
    '0x1f',
    '1e400',
    '__proto__: 1',
    'constructor: 2',
    '"": 3',
    '1: x',
  ),
  fc.constantFrom('%YAML 1.1\n---\n', '\u0000', '\uFEFF', '\uD800', '99999999999d', '0 0 31 2 *', '10.0.0.0/99'),
  fc.string({ maxLength: 12, unit: 'grapheme' }),
);

const mutation = fc.record({
  file: fc.constantFrom(...files),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.nat({ max: 40 }),
  inserted: fragment,
});

function apply(
  fleet: Readonly<Record<string, string>>,
  change: typeof mutation extends fc.Arbitrary<infer T> ? T : never,
) {
  const text = fleet[change.file] ?? '';
  const start = Math.floor(change.at * text.length);
  return { ...fleet, [change.file]: text.slice(0, start) + change.inserted + text.slice(start + change.removed) };
}

describe('a mutated fleet', () => {
  test('is either a plain JSON value or has problems with a place, and never crashes the loader', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (changes) => {
        const mutated = changes.reduce(apply, goodFleet);
        const { fleet, problems } = await withFleet(mutated, loadFleet);
        expect(fleet === undefined).toBe(problems.length > 0);
        if (fleet) expect(JSON.parse(JSON.stringify(fleet))).toStrictEqual(fleet);
        for (const { file, line, column, what, why, mend } of problems) {
          const rows = (mutated[file] ?? '').split(/\r?\n/);
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(Math.max(1, rows.length));
          expect(column).toBeGreaterThanOrEqual(1);
          expect(`${what} ${why} ${mend}`).not.toMatch(/undefined|\[object/);
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test('finds its problems in the same order every time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (changes) => {
        const mutated = changes.reduce(apply, goodFleet);
        const first = await withFleet(mutated, loadFleet);
        const second = await withFleet(Object.fromEntries(Object.entries(mutated).toReversed()), loadFleet);
        expect(second).toStrictEqual(first);
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});

describe('hostile YAML', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
  for (const [index, name] of [...'bcdefghi'].entries()) {
    const before = 'abcdefghi'[index] ?? 'a';
    bomb.push(`${name}: &${name} [${Array(10).fill(`*${before}`).join(', ')}]`);
  }

  test.each([
    ['a bomb of aliases', bomb.join('\n')],
    ['an alias of nothing', 'a: *nobody'],
    ['an alias of itself', 'a: &a [*a]'],
    ['nesting deeper than any stack', '['.repeat(100_000)],
    ['a key that is a mapping', '{ a: 1 }: 2'],
    ['a binary value', 'a: !!binary aGVsbG8='],
  ])('%s is a problem, not a crash', (_name, text) => {
    const { problems, value } = parseYaml('x.yaml', text);
    expect(problems.map(({ code }) => code)).toContain('YamlInvalid');
    expect(value).toBeUndefined();
  });

  test('a prototype is a problem, and gets into no value', () => {
    const { problems, value } = parseYaml('x.yaml', 'a: 1\nb: { __proto__: { admin: true } }\n');
    expect(problems).toMatchObject([{ code: 'YamlInvalid', line: 2, column: 6 }]);
    expect(value).toBeUndefined();
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  test('a merge key merges nothing', () => {
    const { value } = parseYaml('x.yaml', '%YAML 1.1\n---\nbase: &b { x: 1 }\nuse: { <<: *b }\n');
    expect((value as Record<string, unknown>)['use']).toStrictEqual({ '<<': { x: 1 } });
  });

  test('a file that is not UTF-8 is unreadable', async () => {
    const broken = { ...goodFleet, 'accounts/demo.yaml': new Uint8Array([0x61, 0xff, 0xfe]) };
    const { problems } = await withFleet(broken, loadFleet);
    expect(problems.map(({ code, file }) => `${code} ${file}`)).toContain('FileUnreadable accounts/demo.yaml');
  });

  test('files of other endings are named, notes are not', async () => {
    const extra = { ...goodFleet, 'accounts/qa2.yml': 'account: qa2\n', 'accounts/README.md': 'notes' };
    const { problems } = await withFleet(extra, loadFleet);
    expect(problems.map(({ code, file }) => `${code} ${file}`)).toEqual(['FileUnexpected accounts/qa2.yml']);
  });

  test('an empty directory lacks its organisation', async () => {
    const { problems } = await withFleet({}, loadFleet);
    expect(problems.map(({ code, file }) => `${code} ${file}`)).toEqual(['FileMissing organization.yaml']);
  });

  test('an empty file says that it is empty', async () => {
    const { problems } = await withFleet({ ...goodFleet, 'accounts/demo.yaml': '' }, loadFleet);
    expect(problems.map(({ code, file, line }) => `${code} ${file}:${line}`)).toContain(
      'WrongType accounts/demo.yaml:1',
    );
  });
});

import { describe, expect, test } from 'vitest';
import { accountEmail, accountName } from '../../domain/accounts/account-email.js';
import { nextStacks } from '../../domain/stacks/next-stacks.js';

const pattern = 'aws+{account}-{serial}@acme.example';

describe('the address of a new account', () => {
  test.each<[string, string[], number, string]>([
    ['the first', [], 0, 'aws+qa1-1@acme.example'],
    ['one that nobody has', ['aws+qa1-1@acme.example', 'AWS+QA1-2@acme.example'], 0, 'aws+qa1-3@acme.example'],
    ['a free one between', ['aws+qa1-1@acme.example', 'aws+qa1-3@acme.example'], 0, 'aws+qa1-2@acme.example'],
    ['the next after one was refused', ['aws+qa1-1@acme.example'], 1, 'aws+qa1-3@acme.example'],
    ['the next after two were refused', [], 2, 'aws+qa1-3@acme.example'],
  ])('is %s', (_, used, refused, expected) => {
    expect(accountEmail(pattern, 'qa1', used, refused)).toBe(expected);
  });
});

describe('the name of a new account', () => {
  test('tells environment and operation', () => expect(accountName('qa1', '1a2b3c4d')).toBe('qa1-1a2b3c4d'));
  test('fits, and keeps the operation', () => {
    const name = accountName('e'.repeat(30), 'o'.repeat(20));
    expect(name).toHaveLength(50);
    expect(name.endsWith('o'.repeat(20))).toBe(true);
  });
});

describe('the stacks that can be worked on', () => {
  const stack = (name: string, after: string[] = [], from: string[] = []) => ({
    name,
    after,
    imports: Object.fromEntries(from.map((each) => [each, { from: each, export: 'x', type: 'string' as const }])),
    exports: {},
  });
  const stacks = [stack('a'), stack('b', ['a']), stack('c', [], ['b']), stack('d', ['elsewhere', 'a'])];
  const names = (done: string[]) => nextStacks(stacks, new Set(done)).map(({ name }) => name);

  test.each<[string[], string[]]>([
    [[], ['a']],
    [['a'], ['b', 'd']],
    [['a', 'd'], ['b']],
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
    [['a', 'b', 'c', 'd'], []],
  ])('after %j are %j', (done, expected) => expect(names(done)).toEqual(expected));
});

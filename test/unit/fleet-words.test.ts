import { expect, test } from 'vitest';
import { loadFleet } from '../../config/load-fleet.js';
import type { Problem } from '../../domain/fleet/problem.js';
import { goodFleet, withFleet } from './fleet-fixture.js';

/** The words of the only problem that this change makes. */
async function wordsOf(file: string, replace: string, by: string): Promise<Pick<Problem, 'what' | 'why' | 'mend'>> {
  const files = { ...goodFleet, [file]: (goodFleet[file] ?? '').replace(replace, by) };
  const { problems } = await withFleet(files, loadFleet);
  expect(problems).toHaveLength(1);
  const [{ what, why, mend }] = problems as [Problem];
  return { what, why, mend };
}

test('a misspelt key is answered by the one that was meant', async () => {
  expect(await wordsOf('accounts/qa1.yaml', 'drainAfter:', 'drainafter:')).toEqual({
    what: '`databases.cutover` has no key "drainafter"',
    why: 'its keys are method, sslmode, ttl, drainAfter, keepPrevious, approval',
    mend: 'write drainAfter',
  });
});

test('a misspelt rule is answered by all words that the place takes', async () => {
  const { why, mend } = await wordsOf('databases/users.yaml', 'email: email', 'email: emial');
  expect(why).toMatch(/keep, .*email, .*generated/);
  expect(mend).toBe('write email');
});

test('an account id without quotes is answered by quotes', async () => {
  const { why, mend } = await wordsOf('accounts/qa1.yaml', '"555555555555"', '555555555555');
  expect(why).toBe('YAML reads digits without quotes as a number');
  expect(mend).toBe('put it in quotes: "555555555555"');
});

test('quotes are not the answer where they would not help', async () => {
  const { mend } = await wordsOf('accounts/qa1.yaml', '2000 USD', '2000');
  expect(mend).toBe('write an amount of money, for example 2000 USD');
});

test('a bad value is answered by a good one', async () => {
  expect(await wordsOf('accounts/qa1.yaml', '0 3 * * *', '0 24 * * *')).toEqual({
    what: '`databases.refresh.cron` is "0 24 * * *": not a cron expression',
    why: '"24" in the hour is not between 0 and 23',
    mend: 'write a cron expression, for example 0 3 * * *',
  });
});

test('a reference to nothing is answered by what there is', async () => {
  expect(await wordsOf('accounts/qa1.yaml', '    - customers', '    - customer')).toEqual({
    what: 'there is no database or family "customer"',
    why: 'known are customers, orders, users',
    mend: 'write customers, or add databases/customer.yaml',
  });
});

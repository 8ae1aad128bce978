import { BacklotError } from '../../domain/errors.js';
import { closest } from '../../domain/fleet/closest.js';
import type { PolicySubject } from '../../templates/policies/catalogue.js';

/** What narrows a name down to one account or region. */
export interface Choice {
  readonly account?: string;
  readonly region?: string;
}

/**
 * Chooses what a name, an account and a region mean together; a name alone may mean one thing in each account.
 *
 * @throws {BacklotError} `NotFound` with what there is.
 */
export function chooseSubjects(
  subjects: readonly PolicySubject[],
  name: string,
  { account, region }: Choice,
): PolicySubject[] {
  const named = subjects.filter((subject) => subject.name === name || `alias/${subject.name}` === name);
  if (named.length === 0) throw notFound(name, subjects);
  const chosen = named.filter(
    (subject) =>
      (account === undefined || account === subject.account || account === subject.accountId) &&
      (region === undefined || region === subject.region),
  );
  if (chosen.length > 0) return chosen;
  const places = named.map((subject) => [subject.account, subject.region].filter(Boolean).join(' in '));
  throw new BacklotError(
    'NotFound',
    `The fleet has no ${name} in ${[account, region].filter(Boolean).join(' in ')}. It is in ${places.join(', ')}; ` +
      'correct --account or --region, or leave them out.',
  );
}

function notFound(name: string, subjects: readonly PolicySubject[]): BacklotError {
  const names = [...new Set(subjects.map((subject) => subject.name))];
  const near = closest(name, names);
  return new BacklotError(
    'NotFound',
    `The fleet has no role, key or worker identity "${name}"${near === undefined ? '' : `; perhaps you meant ${near}`}. ` +
      `It has ${names.join(', ')}.`,
  );
}

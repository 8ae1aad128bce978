import { BacklotError } from '../../domain/errors.js';
import type { Account } from '../../domain/fleet/account.js';
import { closest } from '../../domain/fleet/closest.js';
import type { DatabaseFamily } from '../../domain/fleet/database.js';
import type { Fleet } from '../../domain/fleet/fleet.js';

const namePattern = /^[a-z][a-z0-9-]*$/;

/** Tells whether a text has the form of a name, as every name of a fleet does. */
export function isName(text: string): boolean {
  return namePattern.test(text);
}

/**
 * Checks that a text can be the name of an environment, without asking a fleet.
 *
 * @throws {BacklotError} `InvalidInput` otherwise.
 */
export function requireName(text: string): void {
  if (isName(text)) return;
  throw new BacklotError(
    'InvalidInput',
    `"${text}" cannot be the name of an environment: names have lower-case letters, digits and hyphens. Correct it.`,
  );
}

/**
 * Finds an environment of the fleet.
 *
 * @throws {BacklotError} `InvalidInput` with the name that was probably meant.
 */
export function requireEnvironment(fleet: Fleet, name: string): Account {
  const account = own(fleet.accounts, name);
  if (account !== undefined) return account;
  throw unknown('environment', name, Object.keys(fleet.accounts));
}

/**
 * Finds an environment that gets databases.
 *
 * @throws {BacklotError} `InvalidInput` when the fleet has no such environment, or gives it none.
 */
export function requireFilledEnvironment(fleet: Fleet, name: string): Account {
  const account = requireEnvironment(fleet, name);
  if ((account.databases?.include ?? []).length > 0) return account;
  throw new BacklotError(
    'InvalidInput',
    `Environment ${name} has no databases, because its file includes none. Add them under databases.include in accounts/${name}.yaml.`,
  );
}

/**
 * Checks that databases belong to an environment. Members of a family are known by the family's name pattern; whether
 * one exists is known in production only, and the operation itself looks.
 *
 * @throws {BacklotError} `InvalidInput` for the first one that does not.
 */
export function requireIncluded(fleet: Fleet, account: Account, databases: readonly string[]): void {
  const included = (account.databases?.include ?? []).map(({ name }) => name);
  for (const database of databases) {
    const isMember = included.some((name) => isMemberOf(own(fleet.families, name), database));
    if (!isMember && (!included.includes(database) || own(fleet.families, database) !== undefined)) {
      throw unknown('database', database, included, `of environment ${account.account}`);
    }
  }
}

/**
 * Checks that a database can be sanitised: one of the fleet, or a member of a family.
 *
 * @throws {BacklotError} `InvalidInput` otherwise.
 */
export function requireDatabase(fleet: Fleet, name: string): void {
  if (own(fleet.databases, name) !== undefined) return;
  if (Object.values(fleet.families).some((family) => isMemberOf(family, name))) return;
  const family = own(fleet.families, name);
  if (family !== undefined) {
    throw new BacklotError(
      'InvalidInput',
      `"${name}" is a family, and its databases are sanitised one at a time. Name one of its members` +
        `${family.selector.name === undefined ? '' : `, which look like ${family.selector.name}`}.`,
    );
  }
  throw unknown('database', name, Object.keys(fleet.databases));
}

/** Finds the family that a database belongs to by its name. */
export function familyOf(fleet: Fleet, database: string): DatabaseFamily | undefined {
  return Object.values(fleet.families).find((family) => isMemberOf(family, database));
}

/** What was typed may be the name of something that every object has. */
function own<T>(named: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(named, name) ? named[name] : undefined;
}

function isMemberOf(family: DatabaseFamily | undefined, database: string): boolean {
  const pattern = family?.selector.name;
  if (pattern === undefined) return false;
  const [start = '', end = ''] = pattern.split('*');
  if (!pattern.includes('*')) return database === pattern;
  return database.length >= start.length + end.length && database.startsWith(start) && database.endsWith(end);
}

function unknown(what: string, name: string, known: readonly string[], where = 'of this fleet'): BacklotError {
  const near = closest(name, known);
  return new BacklotError(
    'InvalidInput',
    `"${name}" is no ${what} ${where}, so nothing was started. ` +
      (near === undefined
        ? `There ${known.length === 1 ? 'is' : 'are'} ${known.join(', ') || 'none'}.`
        : `Did you mean ${near}?`),
  );
}

import type { Found } from '../../domain/messages/listing.js';
import type { Place } from '../../domain/messages/slices.js';
import type { FinderType } from '../../domain/stacks/finder-types.js';
import type { AwsAccess } from '../aws/access.js';
import { awsErrorCode, awsErrorName } from '../aws/error-names.js';

/** Where a finder looks, and with which role. */
export interface Reach {
  readonly aws: AwsAccess;
  readonly place: Place;
  /** Asks AWS once for what several finders need. */
  once<T>(key: string, ask: () => Promise<T>): Promise<T>;
}

interface Listed {
  /** `account` for what is listed once, whatever the region. */
  readonly scope: 'region' | 'account';
  /** Lists all of them, whoever made them. */
  readonly list: (reach: Reach) => Promise<Found[]>;
}

interface Removable extends Listed {
  /** Begins the deletion of one that is there. */
  readonly remove: (reach: Reach, found: Found) => Promise<unknown>;
  /**
   * The names of the errors with which AWS says that this very one is not there, or that what it is a part of is not.
   * Whatever else is missing tells nothing about it.
   */
  readonly gone: readonly string[];
}

/** What goes with what it is a part of, and settings, which an account always has. */
interface Lasting extends Listed {
  readonly remove?: undefined;
  readonly gone?: undefined;
}

/** How the resources of one type are found, imported and deleted. */
export type Finder = Removable | Lasting;

/** Finders by the type that each is for. */
export type Finders<Types extends FinderType = FinderType> = Readonly<Record<Types, Finder>>;

/** Makes a reach. What was asked is kept for as long as the reach is. */
export function createReach(aws: AwsAccess, place: Place): Reach {
  const asked = new Map<string, Promise<unknown>>();
  return {
    aws,
    place,
    once<T>(key: string, ask: () => Promise<T>): Promise<T> {
      const known = asked.get(key) ?? ask();
      asked.set(key, known);
      return known as Promise<T>;
    },
  };
}

/** A setting that an account or a parent always has: there is nothing to list, and nothing to delete. */
export const setting = (scope: Finder['scope']): Finder => ({ scope, list: () => Promise.resolve([]) });

/** What AWS says of what was done already: by a name that means nothing else, or one of a name's many meanings. */
export interface Done {
  readonly names: readonly string[];
  readonly words?: RegExp;
}

/** Does one step of a removal; that it was done already is as good. */
export async function unlessDone({ names, words = /^/ }: Done, step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (!names.includes(awsErrorName(error) ?? '') || !words.test(String(error))) throw error;
  }
}

/**
 * Reads the tags of one thing. Its owner may let nobody read them, Backlot's own roles among them: then it has none for
 * us, and is told by its name or is not ours.
 */
export async function unlessForbidden<Tag>(read: () => Promise<Tag[]>): Promise<Tag[]> {
  try {
    return await read();
  } catch (error) {
    if (awsErrorCode(error) === 'AccessDenied') return [];
    throw error;
  }
}

import type { Tag } from '@aws-sdk/client-rds';
import { BacklotError } from '../../domain/errors.js';
import { tagKeys, type Tags } from '../../domain/tags.js';

/** Writes tags in the form of AWS's calls. */
export function toAwsTags(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Reads tags from an AWS answer. */
export function fromAwsTags(tags: readonly Tag[] | undefined): Tags {
  return Object.fromEntries((tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])));
}

/**
 * Checks that an existing resource was made by this operation before it is adopted.
 *
 * @throws {BacklotError} `NotOurs` when it carries no tag of ours, or another operation's.
 */
export function requireOurs(resource: string, actual: Tags, wanted: Tags): void {
  for (const key of [tagKeys.kind, tagKeys.operation]) {
    if (actual[key] !== wanted[key]) {
      throw new BacklotError(
        'NotOurs',
        `${resource} exists, but its tag ${key} is ${actual[key] === undefined ? 'missing' : `"${actual[key]}"`} ` +
          `instead of "${wanted[key] ?? ''}", so it was left alone. Remove or rename it, or run with another operation id.`,
      );
    }
  }
}

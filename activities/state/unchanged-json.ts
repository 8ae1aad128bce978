import { BacklotError } from '../../domain/errors.js';
import { jsonDigest } from './canonical-json.js';
import type { ObjectStore } from './object-store.js';

/**
 * Reads a JSON value that must still be the one whose digest was taken.
 *
 * @param what the value, as the start of a sentence: `The verification report of backlot-users`.
 * @throws {BacklotError} `CannotDecide` when it is gone or another one.
 */
export async function readUnchanged(
  objects: Pick<ObjectStore, 'getJson'>,
  { key, digest }: { readonly key: string; readonly digest: string },
  what: string,
): Promise<unknown> {
  const value = await objects.getJson(key);
  if (value !== undefined && jsonDigest(value) === digest) return value;
  throw new BacklotError(
    'CannotDecide',
    `${what} is gone or changed, so there is nothing to compare with. Start again.`,
  );
}

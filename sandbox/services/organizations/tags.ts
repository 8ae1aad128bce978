import type { Parameters } from '../../gateway/contract.js';
import { faults } from './faults.js';

const mostTags = 50;

/** The tags of accounts, units, policies and the root, by their ids. */
export class OrganizationTags {
  private readonly tags = new Map<string, ReadonlyMap<string, string>>();

  of(resourceId: string): readonly Parameters[] {
    return [...(this.tags.get(resourceId) ?? [])].map(([Key, Value]) => ({ Key, Value }));
  }

  add(resourceId: string, more: ReadonlyMap<string, string>): void {
    const all = new Map([...(this.tags.get(resourceId) ?? []), ...more]);
    if (all.size > mostTags) throw faults.constraint('MAX_TAG_LIMIT_EXCEEDED', 'A resource can have at most 50 tags.');
    this.tags.set(resourceId, all);
  }

  remove(resourceId: string, keys: readonly string[]): void {
    const rest = [...(this.tags.get(resourceId) ?? [])].filter(([key]) => !keys.includes(key));
    this.tags.set(resourceId, new Map(rest));
  }

  /** Forgets a resource that no longer exists. */
  forget(resourceId: string): void {
    this.tags.delete(resourceId);
  }
}

/**
 * Reads the `Tags` of a call.
 *
 * @throws {AwsError} `InvalidInputException` for keys that are AWS's own or stand there twice.
 */
export function readTags(parameters: Parameters): ReadonlyMap<string, string> {
  const given = (parameters.Tags ?? []) as readonly { readonly Key?: string; readonly Value?: string }[];
  const tags = new Map(given.map(({ Key = '', Value = '' }) => [Key, Value]));
  if (tags.size < given.length) throw faults.invalid('DUPLICATE_TAG_KEY', 'Tag keys must be unique.');
  for (const [key, value] of tags) {
    if (/^aws:/i.test(key)) throw faults.invalid('INVALID_SYSTEM_TAGS_PARAMETER', 'The tag key is a system tag.');
    if (key === '' || key.length > 128 || value.length > 256) {
      throw faults.invalid('MAX_LENGTH_EXCEEDED', 'A tag key has 1 to 128 characters, a tag value at most 256.');
    }
  }
  return tags;
}

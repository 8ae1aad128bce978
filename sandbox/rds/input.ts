import type { Parameters } from '../gateway/contract.js';
import { faults } from './faults.js';
import type { Tag } from './records.js';

/**
 * Reads decoded parameters by type. On the wire everything is text, so numbers and booleans are taken from their text
 * forms as well.
 */
export class Input {
  constructor(readonly values: Parameters) {}

  has(name: string): boolean {
    return this.values[name] !== undefined && this.values[name] !== '';
  }

  text(name: string): string | undefined {
    const value = this.values[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'object') throw faults.value(`${name} must be a single value.`);
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw faults.missing(name);
    return value;
  }

  integer(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!/^-?\d{1,15}$/.test(text)) throw faults.value(`${name} must be an integer.`);
    return Number(text);
  }

  flag(name: string): boolean | undefined {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined) return undefined;
    if (text !== 'true' && text !== 'false') throw faults.value(`${name} must be true or false.`);
    return text === 'true';
  }

  date(name: string): Date | undefined {
    const value = this.values[name];
    const text = value instanceof Date ? value.toISOString() : this.text(name);
    if (text === undefined) return undefined;
    const date = new Date(text);
    if (Number.isNaN(date.getTime())) throw faults.value(`${name} must be a time in ISO 8601.`);
    return date;
  }

  /** A list of texts; `undefined` when the call does not name it. */
  list(name: string): string[] | undefined {
    const value = this.values[name];
    if (value === undefined || value === '') return undefined;
    return (Array.isArray(value) ? value : [value]).map(String);
  }

  /** A list of structures; empty when the call does not name it. */
  structures(name: string): Input[] {
    const value = this.values[name];
    if (value === undefined || value === '') return [];
    if (!Array.isArray(value)) throw faults.value(`${name} must be a list.`);
    return value.map((item: unknown) => new Input(item as Parameters));
  }

  structure(name: string): Input | undefined {
    const value = this.values[name];
    return typeof value === 'object' && value !== null ? new Input(value as Parameters) : undefined;
  }

  /**
   * The tags of the resource itself. `TagSpecifications` tag what belongs to it, such as automated backups, and are
   * only checked here.
   */
  tags(): Tag[] {
    for (const specification of this.structures('TagSpecifications')) {
      const type = specification.requiredText('ResourceType');
      if (type !== 'auto-backup' && type !== 'og') throw faults.value(`Invalid resource type to tag: ${type}`);
    }
    return checkTags(this.structures('Tags').map(toTag));
  }
}

/** The most tags that a resource can have. */
const mostTags = 50;

function toTag(input: Input): Tag {
  return { Key: input.requiredText('Key'), Value: input.text('Value') ?? '' };
}

/** Refuses tags that AWS refuses, and lets a later tag of the same key win. */
export function checkTags(tags: readonly Tag[]): Tag[] {
  for (const { Key, Value } of tags) {
    if (Key.length > 128 || /^aws:/i.test(Key)) throw faults.value(`The tag key ${Key} is not valid.`);
    if (Value.length > 256) throw faults.value(`The value of the tag ${Key} is longer than 256 characters.`);
  }
  const merged = [...new Map(tags.map((tag) => [tag.Key, tag])).values()];
  if (merged.length > mostTags) throw faults.value(`A resource can have at most ${String(mostTags)} tags.`);
  return merged;
}

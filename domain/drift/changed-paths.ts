import type { UnknownMarks } from '../stacks/terraform-plan.js';

/** Where a value is: `["tags", "Owner"]`, as JSON so that it can be a key. The first member names the attribute. */
export type Path = string;

/** How the attributes of a resource would differ. */
export interface ChangedPaths {
  /** Where the value differs, with the values. They may be sensitive: they are compared, and must not be told. */
  readonly known: ReadonlyMap<Path, { readonly before: unknown; readonly after: unknown }>;
  /** Where the value is known only after an apply. */
  readonly unknown: readonly Path[];
}

type Members = Readonly<Record<string, unknown>>;

/**
 * Compares the attributes of a resource before and after. Maps are compared key by key and lists as a whole, because sets
 * have no order to compare by. What is empty is like what is absent, and JSON in a text is compared as JSON: providers
 * write either, and mean the same.
 */
export function changedPaths(before: unknown, after: unknown, unknown: UnknownMarks = false): ChangedPaths {
  const known = new Map<Path, { before: unknown; after: unknown }>();
  const notYet: Path[] = [];
  const walk = (old: unknown, now: unknown, marks: UnknownMarks | undefined, at: readonly string[]): void => {
    if (marks === true || (Array.isArray(marks) && isMarked(marks))) {
      notYet.push(JSON.stringify(at));
    } else if ((isMembers(old) || isMembers(now) || isMarked(marks)) && [old, now].every(isMembersOrEmpty)) {
      const marked = isMembers(marks) ? (marks as Readonly<Record<string, UnknownMarks>>) : {};
      const [from, to] = [members(old), members(now)];
      for (const key of new Set([...Object.keys(from), ...Object.keys(to), ...Object.keys(marked)])) {
        walk(from[key], to[key], marked[key], [...at, key]);
      }
    } else if (!isSame(old, now)) {
      known.set(JSON.stringify(at), { before: old, after: now });
    }
  };
  walk(before, after, unknown, []);
  return { known, unknown: notYet };
}

/** The attributes that paths lead into, each once. `tags_all` only restates `tags`. */
export function attributesOf(paths: Iterable<Path>): string[] {
  const names = new Set([...paths].map((path) => (JSON.parse(path) as string[])[0] ?? ''));
  if (names.has('tags')) names.delete('tags_all');
  return [...names].toSorted();
}

/** Tells whether two values mean the same. */
export function isSame(one: unknown, other: unknown): boolean {
  return (isEmpty(one) && isEmpty(other)) || canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(parsed(value), (_key, member: unknown) =>
    isMembers(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  );
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false || value === 0) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function isMarked(marks: UnknownMarks | undefined): boolean {
  if (typeof marks !== 'object') return marks === true;
  return Object.values(marks).some(isMarked);
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMembersOrEmpty(value: unknown): boolean {
  return isMembers(value) || value === undefined || value === null;
}

function members(value: unknown): Members {
  return isMembers(value) ? value : {};
}

import type { ProblemCode } from './problem-codes.js';

/** A way into a parsed file: keys and indices from its root. */
export type ValuePath = readonly (string | number)[];

/** Something wrong at a place of one file, before the place has become a line and a column. */
export interface Finding {
  readonly code: ProblemCode;
  /** Path of the file inside the fleet directory. */
  readonly file: string;
  readonly path: ValuePath;
  /** What to point at: the value, or the key before it. */
  readonly target?: 'key' | 'value';
  /** What is wrong. */
  readonly what: string;
  /** Why that is a problem. */
  readonly why: string;
  /** What to do about it. */
  readonly mend: string;
}

/** Something wrong with a fleet directory, with the line to look at. */
export interface Problem {
  code: ProblemCode;
  /** Path of the file inside the fleet directory. */
  file: string;
  /** Counted from 1. */
  line: number;
  /** Counted from 1. */
  column: number;
  what: string;
  why: string;
  mend: string;
  /** The text of the line, when there is one. */
  excerpt?: string;
}

/** Orders problems as an editor shows them: by file, line, column, then code. */
export function compareProblems(one: Problem, other: Problem): number {
  return (
    compareText(one.file, other.file) ||
    one.line - other.line ||
    one.column - other.column ||
    compareText(one.code, other.code) ||
    compareText(one.what, other.what)
  );
}

/** Compares by code units, so that the order is the same under every locale. */
function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

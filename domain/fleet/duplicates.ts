import type { Finding, ValuePath } from './problem.js';

/** A name and where it is written. */
export interface NameUse {
  readonly file: string;
  readonly path: ValuePath;
  readonly text: string;
}

/** Finds every use of a name but the first. The noun says what the name is of. */
export function* duplicates(uses: readonly NameUse[], noun: string): Iterable<Finding> {
  const first = new Map<string, NameUse>();
  for (const use of uses) {
    const earlier = first.get(use.text);
    if (earlier === undefined) {
      first.set(use.text, use);
      continue;
    }
    yield {
      code: 'DuplicateName',
      file: use.file,
      path: use.path,
      what: `the ${noun} "${use.text}" is used twice`,
      why: `${earlier.file === use.file ? 'this file' : earlier.file} has it already, and Backlot could not tell the two apart`,
      mend: 'change or remove one of them',
    };
  }
}

import type { z } from 'zod';

type Issues = readonly z.core.$ZodIssue[];

/**
 * Chooses the branch of a union that the writer most likely meant: one whose basic shape fits, and of those the one
 * with the fewest mistakes. Returns `undefined` when the value has the shape of none.
 */
export function chooseBranch(branches: readonly Issues[]): Issues | undefined {
  const fitting = branches.filter((issues) => issues.length > 0 && !issues.some(isOfOtherShape));
  return fitting.toSorted((one, other) => one.length - other.length)[0];
}

function isOfOtherShape(issue: z.core.$ZodIssue): boolean {
  if (issue.path.length > 0) return false;
  return issue.code === 'invalid_type' || issue.code === 'invalid_value' || issue.code === 'invalid_union';
}

/** Lists the words that the branches of a union would take in place of the whole value, also in unions below them. */
export function allowedWords(branches: readonly Issues[]): string[] {
  return branches.flat().flatMap((issue) => {
    if (issue.path.length > 0) return [];
    if (issue.code === 'invalid_union') return allowedWords(issue.errors);
    return issue.code === 'invalid_value' ? issue.values.map(String) : [];
  });
}

import type { AccessChanges, Assignment } from '../messages/access.js';
import type { DestroyItem } from '../messages/destroy.js';

/** The words by which one assignment of an account is told from all others: `Developer/group/9067000000-…`. */
export function assignmentId({ permissionSet, principal, principalId }: Assignment): string {
  return `${permissionSet}/${principal.toLowerCase()}/${principalId}`;
}

/** An assignment as a teardown lists and records it. */
export function accessItem(assignment: Assignment): DestroyItem {
  return { phase: 'access', type: 'access', id: assignmentId(assignment), region: 'global' };
}

/** Says what is to be given and what taken, so that those are let in who should be, and no others. */
export function compareAccess(wanted: readonly Assignment[], present: readonly Assignment[]): AccessChanges {
  return { give: without(wanted, present), take: without(present, wanted) };
}

/** Those of a list that are not in another one, once each, in order of their ids. */
function without(all: readonly Assignment[], others: readonly Assignment[]): Assignment[] {
  const known = new Set(others.map(assignmentId));
  const left = all.filter((each) => !known.has(assignmentId(each)));
  return [...new Map(left.map((each) => [assignmentId(each), each]))]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, each]) => each);
}

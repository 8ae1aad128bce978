import { closest } from './closest.js';
import type { FleetFiles } from './fleet-files.js';
import type { Finding } from './problem.js';

/** Finds access that nobody could give: without Identity Center, by unknown permission sets, or twice. */
export function* checkAccess({ organization, accounts }: FleetFiles): Iterable<Finding> {
  if (organization === undefined) return;
  const { identityCenter } = organization.value;
  if (identityCenter !== undefined) yield* checkIds(organization.file, identityCenter.permissionSets);
  const known = Object.keys(identityCenter?.permissionSets ?? {});
  for (const { file, value } of accounts) {
    if (identityCenter === undefined && value.access.length > 0) yield withoutCenter(file);
    const given = new Set<string>();
    for (const [index, { group, permissionSet }] of value.access.entries()) {
      const path = ['access', index];
      if (identityCenter !== undefined && !known.includes(permissionSet)) {
        yield unknownSet(file, [...path, 'permissionSet'], permissionSet, known);
      }
      const pair = JSON.stringify([group, permissionSet]);
      if (given.has(pair)) {
        yield {
          code: 'DuplicateName',
          file,
          path,
          what: `group "${group}" gets ${permissionSet} twice`,
          why: 'access is given once; a second entry would say that something else was meant',
          mend: 'remove one of them, or change its group or permission set',
        };
      }
      given.add(pair);
    }
  }
}

/** One permission set under two names would be given by one and taken away by the other. */
function* checkIds(file: string, sets: Readonly<Record<string, string>>): Iterable<Finding> {
  const names = new Map<string, string>();
  for (const [name, id] of Object.entries(sets)) {
    const first = names.get(id);
    if (first === undefined) names.set(id, name);
    else {
      yield {
        code: 'DuplicateId',
        file,
        path: ['identityCenter', 'permissionSets', name],
        what: `permission set ${id} has two names`,
        why: `it is ${first} already, and what one gives the other would take away`,
        mend: 'give each name the id of a permission set of its own',
      };
    }
  }
}

function withoutCenter(file: string): Finding {
  return {
    code: 'ReferenceUnknown',
    file,
    path: ['access'],
    target: 'key',
    what: 'access is to be given, and the organisation has no Identity Center',
    why: 'Backlot gives no permission set but those whose ids the organisation names',
    mend: 'add `identityCenter:` to organization.yaml, or remove `access:`',
  };
}

function unknownSet(file: string, path: Finding['path'], name: string, known: readonly string[]): Finding {
  const near = closest(name, known);
  const otherwise = 'add it with its id to `identityCenter.permissionSets` in organization.yaml';
  return {
    code: 'ReferenceUnknown',
    file,
    path,
    what: `there is no permission set "${name}"`,
    why: `known are ${known.toSorted().slice(0, 12).join(', ')}`,
    mend: near === undefined ? otherwise : `write ${near}, or ${otherwise}`,
  };
}

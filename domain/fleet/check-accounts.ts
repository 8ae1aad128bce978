import type { FleetFiles } from './fleet-files.js';
import type { Finding, ValuePath } from './problem.js';

/** Finds account ids with two meanings, environments in accounts that must not be changed, and accounts without a way to exist. */
export function* checkAccounts(files: FleetFiles): Iterable<Finding> {
  const { organization } = files;
  const taken = new Map<string, string>();
  if (organization) {
    const { file, value } = organization;
    for (const role of ['management', 'builder', 'production', 'dns'] as const) {
      if (value[role].account !== value.cleanroom.account) continue;
      yield duplicateId(file, ['cleanroom', 'account'], value.cleanroom.account, `the organisation’s ${role}`);
    }
    if (value.accountPool && value.accountPool.min > value.accountPool.max) {
      yield {
        code: 'ValueInvalid',
        file,
        path: ['accountPool', 'min'],
        what: `the pool keeps at least ${value.accountPool.min} and at most ${value.accountPool.max} accounts`,
        why: 'no number is both',
        mend: 'lower `min` or raise `max`',
      };
    }
    for (const role of ['management', 'builder', 'production', 'cleanroom', 'dns'] as const) {
      taken.set(value[role].account, `the organisation’s ${role}`);
    }
  }
  const guarded = new Set(organization?.value.protectedAccounts ?? []);
  for (const { file, value } of files.accounts) {
    if (value.accountId === undefined) {
      if (value.blueprint === undefined) yield unmakeable(file);
      continue;
    }
    const owner = taken.get(value.accountId);
    if (guarded.has(value.accountId)) yield protectedAccount(file, value.accountId);
    else if (owner !== undefined) yield duplicateId(file, ['accountId'], value.accountId, owner);
    taken.set(value.accountId, `environment "${value.account}"`);
  }
}

function unmakeable(file: string): Finding {
  return {
    code: 'MissingKey',
    file,
    path: ['account'],
    target: 'key',
    what: 'neither `accountId` nor `blueprint` is given',
    why: 'an environment either exists already or is made from a blueprint',
    mend: 'add `blueprint:`, or `accountId:` with the twelve digits in quotes',
  };
}

function protectedAccount(file: string, id: string): Finding {
  return {
    code: 'AccountProtected',
    file,
    path: ['accountId'],
    what: `account ${id} is protected`,
    why: 'organization.yaml lists it under `protectedAccounts`; an environment there could be emptied',
    mend: 'use another account for the environment',
  };
}

function duplicateId(file: string, path: ValuePath, id: string, owner: string): Finding {
  return {
    code: 'DuplicateId',
    file,
    path,
    what: `account ${id} is used twice`,
    why: `it is ${owner} already, and what is allowed in one must not reach the other`,
    mend: 'give each its own account',
  };
}

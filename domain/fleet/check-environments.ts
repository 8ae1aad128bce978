import type { Account } from './account.js';
import { duplicates } from './duplicates.js';
import type { FleetFiles, ParsedFile } from './fleet-files.js';
import type { Finding } from './problem.js';

/** Finds what one environment names twice: databases, their DNS names, hooks. */
export function* checkEnvironments(files: FleetFiles): Iterable<Finding> {
  const dnsNames = new Map<string, string>();
  for (const { value } of files.databases) dnsNames.set(value.database, value.dnsName);
  for (const { value } of files.families) dnsNames.set(value.family, value.dnsName);
  for (const account of files.accounts) {
    yield* checkDatabases(account, dnsNames);
    yield* checkHookNames(account);
  }
}

/** Two databases may share a DNS name as long as no environment has both: one per residency group, for example. */
function* checkDatabases(
  { file, value }: ParsedFile<Account>,
  dnsNames: ReadonlyMap<string, string>,
): Iterable<Finding> {
  const uses = (value.databases?.include ?? []).map(({ name }, index) => ({
    file,
    path: ['databases', 'include', index],
    text: name,
  }));
  yield* duplicates(uses, 'database');
  const once = new Map(uses.map((use) => [use.text, use]));
  const named = [...once.values()].flatMap((use) => {
    const dnsName = dnsNames.get(use.text);
    return dnsName === undefined ? [] : [{ ...use, text: dnsName }];
  });
  yield* duplicates(named, 'DNS name');
}

function* checkHookNames({ file, value }: ParsedFile<Account>): Iterable<Finding> {
  for (const list of ['preDeploy', 'postDeploy', 'postRestore'] as const) {
    const uses = value.hooks[list].map(({ name }, index) => ({
      file,
      path: ['hooks', list, index, 'name'],
      text: name,
    }));
    yield* duplicates(uses, 'hook');
  }
}

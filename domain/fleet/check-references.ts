import type { FleetFiles } from './fleet-files.js';
import type { Finding, ValuePath } from './problem.js';
import { closest } from './closest.js';

/** Finds names that refer to nothing: databases, residency groups, hook roles, accounts and images of clusters. */
export function* checkReferences(files: FleetFiles): Iterable<Finding> {
  yield* checkIncludes(files);
  yield* checkHooks(files);
  yield* checkResidencyGroups(files);
  yield* checkClusters(files);
}

function* checkIncludes(files: FleetFiles): Iterable<Finding> {
  const known = [
    ...files.databases.map(({ value }) => value.database),
    ...files.families.map(({ value }) => value.family),
  ];
  for (const { file, value } of files.accounts) {
    for (const [index, { name }] of (value.databases?.include ?? []).entries()) {
      if (known.includes(name) || files.unparsed.has(`databases/${name}`)) continue;
      const path = ['databases', 'include', index];
      yield unknown(file, path, `database or family "${name}"`, name, known, `add databases/${name}.yaml`);
    }
  }
}

function* checkHooks(files: FleetFiles): Iterable<Finding> {
  const roles = new Map<string, readonly string[]>();
  for (const { value } of files.databases) roles.set(value.database, value.applicationRoles);
  for (const { value } of files.families) roles.set(value.family, value.applicationRoles);
  for (const { file, value } of files.accounts) {
    const included = (value.databases?.include ?? []).map(({ name }) => name);
    for (const [index, hook] of value.hooks.postRestore.entries()) {
      for (const [position, name] of (hook.databases ?? []).entries()) {
        if (included.includes(name)) continue;
        const path = ['hooks', 'postRestore', index, 'databases', position];
        yield unknown(
          file,
          path,
          `database "${name}" in this environment`,
          name,
          included,
          'add it to `databases.include`',
        );
      }
      const { as } = hook;
      if (as === undefined) continue;
      const without = (hook.databases ?? included).find((name) => roles.get(name)?.includes(as) === false);
      if (without === undefined) continue;
      const path = ['hooks', 'postRestore', index, 'as'];
      const mend = `add it to \`applicationRoles\` of ${without}, or limit the hook by \`databases:\``;
      yield unknown(file, path, `application role "${as}" in ${without}`, as, roles.get(without) ?? [], mend);
    }
  }
}

function* checkResidencyGroups(files: FleetFiles): Iterable<Finding> {
  if (!files.organization) return;
  const groups = Object.keys(files.organization.value.residency);
  for (const { file, value } of [...files.databases, ...files.families]) {
    const { residency } = value;
    if (typeof residency !== 'string' || groups.includes(residency)) continue;
    const mend = 'add it to `residency` in organization.yaml';
    yield unknown(file, ['residency'], `residency group "${residency}"`, residency, groups, mend);
  }
}

function* checkClusters(files: FleetFiles): Iterable<Finding> {
  const accounts = ['production', ...files.accounts.map(({ value }) => value.account)];
  for (const { file, value } of files.clusters) {
    const { account } = value;
    if (!accounts.includes(account) && !files.unparsed.has(`accounts/${account}`)) {
      yield unknown(file, ['account'], `environment "${account}"`, account, accounts, `add accounts/${account}.yaml`);
    }
    for (const [name, { region }] of Object.entries(value.replicas)) {
      if (Object.hasOwn(value.image, region)) continue;
      const path = ['replicas', name, 'region'];
      yield unknown(
        file,
        path,
        `image for ${region}`,
        region,
        Object.keys(value.image),
        `add \`${region}:\` under \`image\``,
      );
    }
  }
}

function unknown(
  file: string,
  path: ValuePath,
  thing: string,
  name: string,
  known: readonly string[],
  otherwise: string,
): Finding {
  const near = closest(name, known);
  return {
    code: 'ReferenceUnknown',
    file,
    path,
    what: `there is no ${thing}`,
    why: known.length > 0 ? `known are ${known.toSorted().slice(0, 12).join(', ')}` : 'the fleet has none at all',
    mend: near === undefined ? otherwise : `write ${near}, or ${otherwise}`,
  };
}

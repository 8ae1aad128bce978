import { duplicates } from './duplicates.js';
import type { NameUse } from './duplicates.js';
import type { FleetFiles } from './fleet-files.js';
import type { Finding } from './problem.js';

/** Names that queues, messages, policies and stacks give a meaning of their own. */
const reservedNames: readonly string[] = ['builder', 'cleanroom', 'default', 'dns', 'management', 'production'];

/** Finds files whose name is not the one inside them, names used twice and reserved names. */
export function* checkNames(files: FleetFiles): Iterable<Finding> {
  const accounts = files.accounts.map(({ file, value }) => ({ file, path: ['account'], text: value.account }));
  const clusters = files.clusters.map(({ file, value }) => ({ file, path: ['cluster'], text: value.cluster }));
  const databases = [
    ...files.databases.map(({ file, value }) => ({ file, path: ['database'], text: value.database })),
    ...files.families.map(({ file, value }) => ({ file, path: ['family'], text: value.family })),
  ];
  for (const group of [accounts, databases, clusters]) {
    yield* group.flatMap(nameMismatch);
    yield* duplicates(group, 'name');
  }
  yield* accounts.filter(({ text }) => reservedNames.includes(text)).map(reserved);
  const zones = files.accounts.map(({ file, value }) => ({ file, path: ['zone', 'name'], text: value.zone.name }));
  yield* duplicates(zones, 'zone');
}

function nameMismatch({ file, path, text }: NameUse): Finding[] {
  const stem = file.slice(file.lastIndexOf('/') + 1).replace(/\.yaml$/, '');
  if (stem === text) return [];
  return [
    {
      code: 'NameMismatch',
      file,
      path,
      what: `the file is called ${stem}.yaml and declares "${text}"`,
      why: 'a name must lead to its file',
      mend: `rename the file to ${text}.yaml, or write ${stem} here`,
    },
  ];
}

function reserved({ file, path, text }: NameUse): Finding {
  return {
    code: 'NameInvalid',
    file,
    path,
    what: `"${text}" is reserved`,
    why: 'task queues, messages and stacks use this word for a place of the organisation',
    mend: 'choose another name',
  };
}

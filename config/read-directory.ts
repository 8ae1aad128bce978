import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProblemCode } from '../domain/fleet/problem-codes.js';
import type { Problem } from '../domain/fleet/problem.js';

/** The directories of a fleet whose files are read. */
export const fleetDirectories = ['accounts', 'databases', 'clusters'] as const;

/** One of the directories. */
export type FleetDirectory = (typeof fleetDirectories)[number];

/** The file that describes the organisation. */
export const organizationFile = 'organization.yaml';

/** A file that could be read. */
export interface TextFile {
  /** Path inside the fleet directory, with `/`. */
  readonly file: string;
  readonly directory: FleetDirectory | undefined;
  readonly text: string;
}

/** What a fleet directory holds, and what of it could not be read. */
export interface DirectoryContent {
  readonly files: readonly TextFile[];
  readonly problems: readonly Problem[];
}

/** Rule files of wide schemas are long; nothing that a person maintains is longer than this. */
const largestFileBytes = 8 * 1024 * 1024;

/** Reads the fleet's files. Never throws: what cannot be read is a problem. */
export async function readDirectory(root: string): Promise<DirectoryContent> {
  if (!(await isDirectory(root))) {
    const what = 'there is no such directory';
    const mend = 'name the directory that holds organization.yaml, as an argument or in BACKLOT_FLEET';
    return { files: [], problems: [problem('FileMissing', '.', what, 'a fleet is a directory of YAML files', mend)] };
  }
  const entries = [{ file: organizationFile, directory: undefined }, ...(await listFiles(root))];
  const results = await Promise.all(entries.map(({ file, directory }) => readOne(root, file, directory)));
  return {
    files: results.filter((result): result is TextFile => 'text' in result),
    problems: results.filter((result): result is Problem => 'code' in result),
  };
}

async function listFiles(root: string): Promise<{ file: string; directory: FleetDirectory }[]> {
  const lists = await Promise.all(
    fleetDirectories.map(async (directory) => {
      const names = await readdir(join(root, directory)).catch(() => []);
      return names.filter(isOurs).map((name) => ({ file: `${directory}/${name}`, directory }));
    }),
  );
  return lists.flat().toSorted((one, other) => (one.file < other.file ? -1 : 1));
}

/** Notes and editors' leavings may lie beside the files. */
function isOurs(name: string): boolean {
  return !name.startsWith('.') && !name.endsWith('~') && !/\.(?:md|txt|bak|orig)$/i.test(name);
}

async function readOne(root: string, file: string, directory: FleetDirectory | undefined): Promise<TextFile | Problem> {
  if (!file.endsWith('.yaml')) {
    const mend = /\.ya?ml$/i.test(file)
      ? 'rename it to end in .yaml'
      : 'move it elsewhere, or rename it to end in .yaml';
    return problem('FileUnexpected', file, 'this file is not read', 'files here are called <name>.yaml', mend);
  }
  const path = join(root, file);
  try {
    if ((await stat(path)).size > largestFileBytes) {
      return problem('FileUnreadable', file, 'this file is larger than 8 MiB', 'no fleet file is', 'move it elsewhere');
    }
    return { file, directory, text: new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path)) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    if (code === 'ENOENT' && file === organizationFile) {
      const why = 'it names the accounts, roles and limits that everything else refers to';
      return problem(
        'FileMissing',
        file,
        'the fleet has no organization.yaml',
        why,
        'create it; docs/fleet.md lists its keys',
      );
    }
    const why = code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8' : `the system says ${code}`;
    return problem('FileUnreadable', file, 'this file cannot be read', why, 'correct its permissions or encoding');
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function problem(code: ProblemCode, file: string, what: string, why: string, mend: string): Problem {
  return { code, file, line: 1, column: 1, what, why, mend };
}

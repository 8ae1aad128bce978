import { lstat, readFile, readdir, stat } from 'node:fs/promises';
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
  const listed = await Promise.all(fleetDirectories.map((directory) => listFiles(root, directory)));
  const files = listed.flatMap((list) => list.files).toSorted((one, other) => (one.file < other.file ? -1 : 1));
  const entries = [{ file: organizationFile, directory: undefined }, ...files];
  const results = await Promise.all(entries.map(({ file, directory }) => readOne(root, file, directory)));
  return {
    files: results.filter((result): result is TextFile => 'text' in result),
    problems: [
      ...listed.flatMap((list) => list.problems),
      ...results.filter((result): result is Problem => 'code' in result),
    ],
  };
}

interface Listed {
  readonly files: readonly { readonly file: string; readonly directory: FleetDirectory }[];
  readonly problems: readonly Problem[];
}

async function listFiles(root: string, directory: FleetDirectory): Promise<Listed> {
  const names = await listNames(root, directory);
  if (!Array.isArray(names)) return { files: [], problems: [names] };
  return { files: names.filter(isOurs).map((name) => ({ file: `${directory}/${name}`, directory })), problems: [] };
}

/** Lists a directory of a fleet, which may do without it. One that cannot be read is a problem: it may hold anything. */
export async function listNames(root: string, directory: string): Promise<string[] | Problem> {
  try {
    return await readdir(join(root, directory));
  } catch (error) {
    const code = systemCode(error);
    // A link to nothing is there, and whoever made it wanted it to lead somewhere.
    if (code === 'ENOENT' && !(await isLink(join(root, directory)))) return [];
    const what = 'this directory cannot be read';
    const mend = 'make it a directory that may be read, or remove it';
    return problem('FileUnreadable', directory, what, `the system says ${code}`, mend);
  }
}

/** Reads a file of at most 8 MiB. A pipe or a device, which might never end, is refused like a directory. */
export async function readRegularFile(root: string, file: string): Promise<Buffer | Problem> {
  const path = join(root, file);
  try {
    const found = await stat(path);
    if (!found.isFile()) {
      return problem(
        'FileUnreadable',
        file,
        'this is no file',
        'only files can be read',
        'put a file here, or nothing',
      );
    }
    if (found.size > largestFileBytes) {
      return problem('FileUnreadable', file, 'this file is larger than 8 MiB', 'no fleet file is', 'move it elsewhere');
    }
    return await readFile(path);
  } catch (error) {
    const why = `the system says ${systemCode(error)}`;
    return problem(
      'FileUnreadable',
      file,
      'this file cannot be read',
      why,
      'correct its permissions or where it leads',
    );
  }
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
  if (file === organizationFile && !(await exists(join(root, file)))) {
    const why = 'it names the accounts, roles and limits that everything else refers to';
    const mend = 'create it; docs/fleet.md lists its keys';
    return problem('FileMissing', file, 'the fleet has no organization.yaml', why, mend);
  }
  const content = await readRegularFile(root, file);
  if ('code' in content) return content;
  try {
    return { file, directory, text: new TextDecoder('utf-8', { fatal: true }).decode(content) };
  } catch {
    return problem('FileUnreadable', file, 'this file cannot be read', 'it is not UTF-8', 'save it as UTF-8');
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: unknown) => systemCode(error) !== 'ENOENT',
  );
}

async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

function problem(code: ProblemCode, file: string, what: string, why: string, mend: string): Problem {
  return { code, file, line: 1, column: 1, what, why, mend };
}

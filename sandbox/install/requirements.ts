import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { SandboxError } from '../runtime/sandbox-error.js';

/** The pinned wheels: where they are listed, and what identifies the list. */
export interface Requirements {
  readonly file: string;
  /** sha256 of the file, so that a changed list is installed anew. */
  readonly digest: string;
  /** Number of packages, for progress lines. */
  readonly count: number;
}

// Beside the source, or, when this module runs compiled and the file was not copied along, in the source tree.
const places = ['../requirements.txt', '../../../sandbox/requirements.txt'];

/** Reads the list of wheels that belongs to this version of the sandbox. */
export async function readRequirements(): Promise<Requirements> {
  for (const place of places) {
    const file = fileURLToPath(new URL(place, import.meta.url));
    if (!(await exists(file))) continue;
    const text = await readFile(file, 'utf8');
    return {
      file,
      digest: createHash('sha256').update(text).digest('hex'),
      count: text.split('\n').filter((line) => /^[a-z0-9_.-]+==/i.test(line)).length,
    };
  }
  throw new SandboxError(
    'The sandbox cannot be installed: sandbox/requirements.txt is not there. Build again, or install the package anew.',
  );
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}

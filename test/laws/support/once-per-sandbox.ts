import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from '../../../sandbox/runtime/wait-until.js';
import type { SharedSandbox } from '../../integration/support/sandbox.js';

type Outcome<T> = { readonly value: T } | { readonly error: string };

/**
 * Does something slow once for all test files of a run, whichever of them comes first, and gives the same JSON to all.
 * The files run in processes of their own; what they share is the sandbox's run directory.
 */
export async function oncePerSandbox<T>(
  { description }: SharedSandbox,
  name: string,
  timeoutMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const directory = join(description.directory, `once-${name}`);
  const file = join(directory, 'outcome.json');
  if (await isFirst(directory)) {
    const outcome = await work().then(
      (value): Outcome<T> => ({ value }),
      (error: unknown): Outcome<T> => ({
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
    );
    await writeFile(`${file}.part`, JSON.stringify(outcome));
    await rename(`${file}.part`, file);
  }
  let text = '';
  await waitUntil(async () => (text = await readFile(file, 'utf8')) !== '', {
    what: `${name}, which another test file does,`,
    timeoutMs,
  });
  const outcome = JSON.parse(text) as Outcome<T>;
  if ('error' in outcome) throw new Error(`${name} failed for all test files of this run. ${outcome.error}`);
  return outcome.value;
}

async function isFirst(directory: string): Promise<boolean> {
  try {
    await mkdir(directory);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

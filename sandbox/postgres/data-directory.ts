import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';

import { runProgram } from './run-program.js';

/** Files of a running server that mean nothing, or do harm, in a copy of its data directory. */
const runtimeFiles = ['postmaster.pid', 'postmaster.opts'];

/**
 * Copies a data directory file by file. The copy appears under its name only when it is complete.
 *
 * @param to must not exist yet; its parent is made when missing.
 */
export async function copyDataDirectory(from: string, to: string): Promise<void> {
  await publish(to, async (unfinished) => {
    await runProgram({ command: 'cp', args: ['-a', '--reflink=auto', from, unfinished] });
    for (const file of runtimeFiles) await rm(join(unfinished, file), { force: true });
  });
}

/** Makes a second name for a data directory that nobody writes to any more: its files are hard links, in no time. */
export async function linkDataDirectory(from: string, to: string): Promise<void> {
  await publish(to, async (unfinished) => {
    await runProgram({ command: 'cp', args: ['-al', from, unfinished] });
  });
}

/** Removes a directory tree; one that does not exist is fine. */
export async function removeDirectory(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

/** Returns what the files of a directory tree occupy, in bytes. */
export async function directorySize(path: string): Promise<number> {
  const output = await runProgram({ command: 'du', args: ['-sk', path] });
  return Number.parseInt(output, 10) * 1024;
}

async function publish(to: string, fill: (unfinished: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  const unfinished = `${to}.${randomUUID().slice(0, 8)}.part`;
  try {
    await fill(unfinished);
    await rename(unfinished, to);
  } catch (error) {
    await removeDirectory(unfinished);
    throw error;
  }
}

import { execFileSync } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withFleet } from '../../fleet-fixture.js';
import type { Drawing } from './drawing.js';

/** What stands at a path of a fleet: a file's content, or something that is no file. */
export type Content = string | Uint8Array | { readonly link: string } | { readonly made: 'a directory' | 'a pipe' };

/** Where a problem is told. */
export interface Place {
  readonly file: string;
  readonly lines?: readonly number[];
}

/** One way to break a good fleet. */
export interface Break {
  /** What was done, in words that say it again. */
  readonly name: string;
  /** What is put in, and where; instead of what was there. */
  readonly changes: Readonly<Record<string, Content>>;
  /** What one problem must point to: a file, or one of several lines of it. */
  readonly at?: Place;
  /** What one problem must say where it is told in either of two files. */
  readonly says?: string;
}

/** Draws one break of its kind. */
export type Breaker = (drawing: Drawing) => Break;

/** Runs the test with a directory that holds the files and, instead of some of them, what breaks them. */
export async function withBrokenFleet<Result>(
  files: Readonly<Record<string, string>>,
  { changes }: Pick<Break, 'changes'>,
  use: (directory: string) => Promise<Result>,
): Promise<Result> {
  return withFleet(files, async (directory) => {
    for (const [file, content] of Object.entries(changes)) await place(join(directory, file), content);
    return use(directory);
  });
}

async function place(path: string, content: Content): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await mkdir(dirname(path), { recursive: true });
  if (typeof content === 'string' || content instanceof Uint8Array) await writeFile(path, content);
  else if ('link' in content) await symlink(content.link, path);
  else if (content.made === 'a directory') await mkdir(path);
  else execFileSync('mkfifo', [path]);
}

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Lists the files that git tracks and that are still there, relative to the checkout. */
export function trackedFiles(): string[] {
  const listing = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return listing.split('\0').filter((file) => file !== '' && existsSync(file));
}

/** One line of a tracked text file. */
export interface Line {
  readonly file: string;
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** Reads the lines of all tracked text files. */
export function trackedLines(): Line[] {
  return trackedFiles().flatMap((file) => {
    const content = readFileSync(file);
    if (content.includes(0)) return [];
    return content
      .toString('utf8')
      .split('\n')
      .map((text, index) => ({ file, number: index + 1, text }));
  });
}

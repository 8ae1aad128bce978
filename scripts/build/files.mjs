import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inCheckout } from '../support/checkout.mjs';

/** The directories that are compiled into `dist`, in the order of the layers. */
export const sourceDirectories = [
  'domain',
  'templates',
  'workflows',
  'activities',
  'scrub',
  'config',
  'workers',
  'cli',
  'chatops',
  'sandbox',
  'bench',
];

/**
 * Lists the files below the directories of the checkout, relative to it and sorted. Missing directories are empty.
 *
 * @param {readonly string[]} directories
 * @returns {string[]}
 */
export function filesBelow(directories) {
  return directories
    .filter((directory) => existsSync(inCheckout(directory)))
    .flatMap((directory) =>
      readdirSync(inCheckout(directory), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.parentPath.includes('__pycache__'))
        .map((entry) => path.relative(inCheckout(), path.join(entry.parentPath, entry.name))),
    )
    .sort();
}

/**
 * Digests the names and contents of files; a file that is missing counts as empty.
 *
 * @param {readonly string[]} files relative to the checkout
 * @param {readonly string[]} [also] other words that the result depends on
 */
export function digestOf(files, also = []) {
  const hash = createHash('sha256').update(JSON.stringify(also));
  for (const file of files) {
    hash.update(`\0${file}\0`);
    if (existsSync(inCheckout(file))) hash.update(readFileSync(inCheckout(file)));
  }
  return hash.digest('hex');
}

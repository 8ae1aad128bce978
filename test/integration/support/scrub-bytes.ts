import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScrubServer } from './scrub-server.js';

/** Tells which of the words stand in any file below the folders of a data directory, in UTF-8. */
export async function bytesOf(
  server: ScrubServer,
  folders: readonly string[],
  words: readonly string[],
): Promise<string[]> {
  const found = new Set<string>();
  const { dataDirectory } = server.server.places;
  for (const folder of folders) {
    const entries = await readdir(join(dataDirectory, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((candidate) => candidate.isFile())) {
      // A file may go away between listing and reading: the server removes old ones by itself.
      const bytes = await readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0));
      for (const word of words) if (bytes.includes(Buffer.from(word, 'utf8'))) found.add(word);
    }
  }
  return words.filter((word) => found.has(word));
}

import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Unix socket's path ends at 107 bytes; below the directory come a name of ours and PostgreSQL's file. */
const longest = 70;

/** Makes a directory for Unix sockets: the wanted one, unless its path is too long for a socket in it. */
export async function makeSocketDirectory(wanted: string): Promise<string> {
  if (Buffer.byteLength(wanted) > longest) return await mkdtemp(join(tmpdir(), 'backlot-'));
  await mkdir(wanted, { recursive: true, mode: 0o700 });
  return wanted;
}

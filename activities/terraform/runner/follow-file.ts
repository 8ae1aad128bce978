import { open } from 'node:fs/promises';

const chunkBytes = 64 * 1024;

/** Reads the lines of a file that grows, from its beginning. */
export class GrowingFile {
  private offset = 0;
  private rest = Buffer.alloc(0);

  constructor(private readonly path: string) {}

  /** Returns the whole lines that were written since the last call. */
  async newLines(): Promise<string[]> {
    const file = await open(this.path, 'r');
    try {
      const chunk = Buffer.alloc(chunkBytes);
      for (;;) {
        const { bytesRead } = await file.read(chunk, 0, chunkBytes, this.offset);
        if (bytesRead === 0) break;
        this.offset += bytesRead;
        this.rest = Buffer.concat([this.rest, chunk.subarray(0, bytesRead)]);
      }
    } finally {
      await file.close();
    }
    const end = this.rest.lastIndexOf(0x0a);
    if (end === -1) return [];
    const lines = this.rest.subarray(0, end).toString('utf8').split('\n');
    this.rest = this.rest.subarray(end + 1);
    return lines;
  }
}

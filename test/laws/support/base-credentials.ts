import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A worker's base identity, as its file holds it. */
export interface BaseCredentials {
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Does something with a file of base credentials, which is gone afterwards. */
export async function withCredentialsFile<T>(
  { accountId, accessKeyId, secretAccessKey, sessionToken }: BaseCredentials,
  work: (file: string) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'backlot-base-'));
  try {
    const file = join(directory, 'base.json');
    await writeFile(file, JSON.stringify({ accountId, accessKeyId, secretAccessKey, sessionToken }));
    return await work(file);
  } finally {
    await rm(directory, { recursive: true });
  }
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { blueprintDirectory } from './load-blueprints.js';
import { fleetDirectories, organizationFile } from './read-directory.js';

const run = promisify(execFile);

/**
 * Names the state of a fleet directory: its commit; the commit and the digest's beginning when files have changed
 * since; the digest alone when the directory is not under version control.
 */
export async function revisionOf(directory: string, digest: string): Promise<string> {
  try {
    // An ignored directory inside some other repository is not described by that repository's commit.
    await git(directory, 'ls-files', '--error-unmatch', '--', organizationFile);
    const commit = await git(directory, 'rev-parse', 'HEAD');
    const parts = [organizationFile, ...fleetDirectories, blueprintDirectory];
    const changes = await git(directory, 'status', '--porcelain', '--', ...parts);
    return changes === '' ? commit : `${commit}+${digest.slice(0, 12)}`;
  } catch {
    return digest;
  }
}

async function git(directory: string, ...args: string[]): Promise<string> {
  // GIT_DIR and its kind would answer for another repository.
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
  const { stdout } = await run('git', ['-C', directory, ...args], { env, timeout: 10_000 });
  return stdout.trim();
}

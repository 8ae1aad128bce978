import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Puts a directory under version control, commits all of it and returns the commit. */
export async function commitAll(directory: string): Promise<string> {
  await git(directory, 'init', '--quiet');
  await git(directory, 'add', '.');
  await git(directory, '-c', 'user.name=Test', '-c', 'user.email=test@acme.example', 'commit', '--quiet', '-m', 'Add');
  return git(directory, 'rev-parse', 'HEAD');
}

async function git(directory: string, ...args: string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], HOME: directory, GIT_CONFIG_NOSYSTEM: '1' };
  const { stdout } = await promisify(execFile)('git', ['-C', directory, ...args], { env });
  return stdout.trim();
}

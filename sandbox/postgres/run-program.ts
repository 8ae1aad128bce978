import { spawn } from 'node:child_process';

import { PostgresError } from './postgres-error.js';

/** A command line, ready for `spawn`. */
export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
}

/** What the sandbox's children see of our environment: nothing but the way to find programs. */
export const childEnvironment: Readonly<Record<string, string>> = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
};

/**
 * Wraps a command line for a program that refuses to run as root: as root it runs in a user namespace of its own,
 * where it sees user 1000 while the files it makes keep belonging to root. Otherwise the command line stays as it is.
 */
export function asUnprivileged(line: CommandLine): CommandLine {
  if (process.getuid?.() !== 0) return line;
  return {
    command: 'unshare',
    args: ['--user', '--map-user=1000', '--map-group=1000', '--', line.command, ...line.args],
  };
}

/**
 * Runs a program to its end and returns its standard output.
 *
 * @throws {PostgresError} with the last words of its standard error when it fails or cannot be started.
 */
export async function runProgram(line: CommandLine, cwd = '/'): Promise<string> {
  return await new Promise((resolve, reject) => {
    const child = spawn(line.command, [...line.args], {
      cwd,
      env: { ...childEnvironment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString('utf8')).slice(-2_000)));
    const fail = (why: string): void =>
      reject(
        new PostgresError(`${line.command} did not finish: ${why}. Look at its arguments: ${line.args.join(' ')}`),
      );
    child.once('error', (error) => fail(error.message));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(Buffer.concat(output).toString('utf8'));
      else fail(errors.trim() || `exit ${String(code ?? signal)}`);
    });
  });
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** The built program, as users run it. */
export const main = 'dist/cli/main.js';

/** What came of a run of the program. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run of the program that goes on. */
export interface Running {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<Ended>;
}

/** Starts the built program in an environment that holds nothing but the path and what is given. */
export function startBacklot(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: Number(code ?? -1), stdout, stderr }));
  return { child, stdout: () => stdout, stderr: () => stderr, ended };
}

/** Runs the built program to its end. */
export function backlot(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return startBacklot(args, env).ended;
}

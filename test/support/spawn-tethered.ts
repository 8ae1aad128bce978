import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

/** A child process that cannot outlive this one. */
export interface Tethered {
  /** The program itself; its exit is the program's. */
  readonly child: ChildProcess;
  /** The last words of the program on both of its outputs. */
  readonly output: () => string;
  /** Asks the program to end (SIGTERM). */
  readonly release: () => void;
}

/**
 * The shell becomes the program (`exec`), so that the pid stays the same. Before that it leaves behind a watcher that
 * reads a pipe held by us: when we die, in whatever way, the pipe closes and the watcher ends the program. A line means
 * that the program has ended by itself: its pid may soon be somebody else's.
 */
const tether = '( read -r over <&3 || kill -TERM $$ 2>/dev/null ) & exec "$0" "$@" 3<&-';

const keptCharacters = 8_000;

/** Starts a program that is ended when `release` is called and also when this process dies, even by SIGKILL. */
export function spawnTethered(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Record<string, string> },
): Tethered {
  const child = spawn('/bin/sh', ['-c', tether, program, ...args], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-keptCharacters)));
  }
  const line = child.stdio[3] as Writable;
  line.on('error', () => {});
  child.once('exit', () => line.end('over\n'));
  return { child, output: () => words, release: () => void line.end() };
}

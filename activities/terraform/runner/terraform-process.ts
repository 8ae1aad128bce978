import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { GrowingFile } from './follow-file.js';
import type { RunCommand } from './protocol.js';

/** How often the output is looked at. */
const lookEveryMs = 100;
const keptWords = 200_000;

/**
 * The shell becomes Terraform. Before that it leaves a watcher behind that reads a pipe held by the runner: a line means
 * that all is over; the end of the pipe without one means that the runner has died, and then Terraform is interrupted, so
 * that it writes its state and gives up its lock.
 */
const tether = '( read -r over <&3 || kill -INT $$ 2>/dev/null ) & exec "$0" "$@" 3<&-';

/** Terraform while it runs. */
export interface TerraformProcess {
  readonly pid: number;
  /** Asks it to finish what it does, write its state and end. Asking twice would kill it. */
  interrupt(): void;
  readonly ended: Promise<{ code: number | null; signal: string | null; words: string }>;
}

/**
 * Starts Terraform in a session of its own. Its output goes to files and not to pipes, which would break with the runner
 * and take Terraform along.
 */
export async function startTerraform(
  { program, args, directory, environment, output }: RunCommand,
  variables: Readonly<Record<string, string>>,
  onLine: (line: string) => void,
): Promise<TerraformProcess> {
  const errors = `${output}.errors`;
  const [out, err] = [await open(output, 'w', 0o600), await open(errors, 'w', 0o600)];
  const child = spawn('/bin/sh', ['-c', tether, program, ...args], {
    cwd: directory,
    env: { ...environment, ...variables },
    stdio: ['ignore', out.fd, err.fd, 'pipe'],
    detached: true,
  });
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  await Promise.all([out.close(), err.close()]);
  const line = child.stdio[3] as Writable;
  line.on('error', () => undefined);
  let isOver = false;
  let interrupted = false;
  const ended = (async () => {
    const file = new GrowingFile(output);
    const over = exited.finally(() => {
      isOver = true;
      line.end('over\n');
    });
    // Its failure is told below; here it only ends the loop.
    over.catch(() => undefined);
    for (;;) {
      const last = isOver;
      for (const text of await file.newLines()) onLine(text);
      if (last) break;
      await Promise.race([pause(lookEveryMs), over.catch(() => undefined)]);
    }
    return { ...(await over), words: (await readFile(errors, 'utf8')).slice(-keptWords) };
  })();
  return {
    pid: child.pid ?? 0,
    interrupt() {
      if (interrupted || isOver) return;
      interrupted = true;
      child.kill('SIGINT');
    },
    ended,
  };
}

import { spawn } from 'node:child_process';

// Enough to find a fault in; a program that prints more has its end kept.
const longestOutput = 1_000_000;

/** How a program ended. */
export interface Ended {
  readonly output: string;
  /** Why it failed; absent when it ended well. */
  readonly reason?: string;
}

/**
 * Runs a program in a process group of its own, with nothing but the given environment. What it started ends with it.
 */
export function runProgram(
  [program = '', ...args]: readonly string[],
  directory: string,
  timeoutMs: number,
  signal: AbortSignal,
  env: Record<string, string>,
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: directory, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    let reason: string | undefined;
    const stop = (why: string) => {
      reason = why;
      // The whole group, so that nothing that the hook started outlives it.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    };
    const timer = setTimeout(() => stop(`ran longer than ${timeoutMs} ms and was ended`), timeoutMs);
    const onAbort = () => stop('was cancelled');
    signal.addEventListener('abort', onAbort, { once: true });
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-longestOutput);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const finish = (failure?: string) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      const why = reason ?? failure;
      resolve(why === undefined ? { output } : { output, reason: why });
    };
    child.on('error', (error) => finish(`could not be started (${(error as { code?: string }).code ?? error.name})`));
    child.on('close', (code, by) => {
      if (code === 0) finish();
      else finish(by === null ? `ended with exit code ${code ?? 'none'}` : `was ended by ${by}`);
    });
  });
}

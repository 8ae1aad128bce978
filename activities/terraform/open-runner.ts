import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { devNull } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Credentials } from '../aws/sessions.js';
import { BacklotError } from '../../domain/errors.js';
import { requirePulse } from '../edge/pulse.js';
import { encodeMessage, type FromRunner, type RunCommand, type ToRunner } from './runner/protocol.js';

/** How often the runner is told who the worker is now, at least and at most; in between, at half of what a session still has. */
const renewEveryMs = { atLeast: 20_000, atMost: 1_000 };

/** The compiled program, seen from the compiled and from the source form of this file. */
const candidates = ['./runner/main.js', '../../dist/activities/terraform/runner/main.js'];

/** How a run of Terraform has ended. */
export interface Ended {
  /** `null` when it was killed, or could not be started. */
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of what it wrote to standard error. */
  readonly words: string;
}

/** A process of its own that owns Terraform in one work directory. */
export interface Runner {
  /** The runner's process. */
  readonly pid: number;
  /** Runs Terraform once, and waits until it has ended, also when it was interrupted. */
  run(command: RunCommand, signal: AbortSignal, onLine?: (line: string) => void): Promise<Ended>;
  /** Lets the runner remove the directory and go; what still runs is interrupted first. */
  close(): Promise<void>;
}

/**
 * Starts a runner. It outlives this process: when the pipe between them closes, it interrupts Terraform and waits for it.
 * Credentials go through the pipe, never into its arguments or environment.
 */
export async function openRunner(
  directory: string,
  path: string,
  credentials: () => Promise<Credentials>,
): Promise<Runner> {
  const child = spawn(process.execPath, [runnerProgram(), directory], {
    cwd: '/',
    env: {
      PATH: path,
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  let ended: ((ended: Ended) => void) | undefined;
  let heard: ((line: string) => void) | undefined;
  const exited = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  void exited.then(() => ended?.({ code: null, signal: 'SIGKILL', words: 'the runner died' }));
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as FromRunner;
    if (message.kind === 'line') heard?.(message.text);
    else ended?.(message);
  });
  const tell = (message: ToRunner) => void child.stdin.write(encodeMessage(message));
  const identify = async () => {
    const { expiration, ...keys } = await credentials();
    const until = expiration === undefined ? {} : { expiration: expiration.toISOString() };
    tell({ kind: 'credentials', credentials: { ...keys, ...until } });
    return expiration;
  };
  let renewal: NodeJS.Timeout | undefined;
  let isClosed = false;
  const renewBefore = (expiration: Date | undefined) => {
    if (isClosed) return;
    // What cannot be renewed now can be the next time; what has expired meanwhile, Terraform reports itself.
    const renew = () => identify().then(renewBefore, () => renewBefore(expiration));
    renewal = setTimeout(() => void renew(), renewalIn(expiration));
  };
  renewBefore(await identify());
  return {
    pid: child.pid ?? 0,
    async run(command, signal, onLine) {
      requirePulse();
      signal.throwIfAborted();
      const end = new Promise<Ended>((resolve) => (ended = resolve));
      heard = onLine;
      const interrupt = () => tell({ kind: 'interrupt' });
      signal.addEventListener('abort', interrupt, { once: true });
      if (child.exitCode !== null || child.signalCode !== null) throw died();
      tell({ kind: 'run', command });
      try {
        return await end;
      } finally {
        signal.removeEventListener('abort', interrupt);
        [ended, heard] = [undefined, undefined];
      }
    },
    async close() {
      isClosed = true;
      clearTimeout(renewal);
      child.stdin.end();
      await exited;
    },
  };
}

function renewalIn(expiration: Date | undefined): number {
  const left = expiration === undefined ? Infinity : expiration.getTime() - Date.now();
  return Math.max(renewEveryMs.atMost, Math.min(renewEveryMs.atLeast, left / 2));
}

function runnerProgram(): string {
  const found = candidates
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new BacklotError('NotFound', 'The program that runs Terraform is missing. Run npm run build.');
}

function died(): BacklotError {
  return new BacklotError('Unreachable', 'The process that runs Terraform has died; it is started again.');
}

import { spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SandboxDescription } from './description.js';
import type { RunDirectories } from './run-directory.js';
import { SandboxError } from './sandbox-error.js';
import { waitUntil } from './wait-until.js';

/** Long enough to generate production's databases for the first time. */
const startTimeoutMs = 600_000;

/**
 * Starts the sandbox in a process of its own that outlives this one, and returns when it is ready.
 *
 * @param args how this program starts a sandbox in the foreground: script and arguments.
 * @param onOutput gets what the process prints, until it is ready.
 * @throws {SandboxError} with the process's last words when it ends instead.
 */
export async function startDetached(
  directories: RunDirectories,
  name: string,
  args: readonly string[],
  onOutput: (text: string) => void,
): Promise<SandboxDescription> {
  const logFile = directories.logOf(name);
  await mkdir(dirname(logFile), { recursive: true });
  const log = await open(logFile, 'w', 0o600);
  const child = spawn(process.execPath, [...process.execArgv, ...args], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  await log.close();
  let ended = false;
  child.once('error', () => (ended = true));
  child.once('exit', () => (ended = true));
  let running: SandboxDescription | undefined;
  let shown = 0;
  await waitUntil(
    async () => {
      const output = await readFile(logFile, 'utf8');
      onOutput(output.slice(shown));
      shown = output.length;
      running = await directories.findRunning(name);
      return running !== undefined;
    },
    { what: 'the sandbox to be ready', timeoutMs: startTimeoutMs, failed: () => (ended ? 'ended' : undefined) },
  ).catch(async () => {
    throw new SandboxError(`The sandbox did not start. Its last words: ${await lastWords(logFile)}`);
  });
  child.unref();
  if (running === undefined) throw new SandboxError('The sandbox did not start.');
  return running;
}

async function lastWords(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trim().split('\n').slice(-3).join(' | ');
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '../../sandbox/runtime/wait-until.js';

const program = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
const startTimeoutMs = 120_000;
const graceMs = 30_000;

/** A worker as an operator runs it, in a process of its own. */
export interface BenchWorker {
  /** Its process. */
  readonly pid: number;
  /** The most memory that it has had, in bytes. */
  peakMemory(): Promise<number>;
  /** Processor time that it has used, in ms. */
  processorTime(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a worker for a fleet; returns when it serves its queues. Its log goes to a file. */
export async function startBenchWorker(
  fleet: string,
  env: Readonly<Record<string, string>>,
  logFile: string,
): Promise<BenchWorker> {
  const log = await open(logFile, 'w', 0o600);
  const child = spawn(process.execPath, [program, 'worker', '--fleet', fleet, '--json'], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', log.fd, log.fd],
  });
  await log.close();
  await waitUntil(async () => (await readFile(logFile, 'utf8')).includes('Serving'), {
    what: 'the worker to serve its queues',
    timeoutMs: startTimeoutMs,
    failed: () => (child.exitCode === null ? undefined : `The worker ended. Its log is ${logFile}.`),
  });
  const pid = child.pid ?? 0;
  return {
    pid,
    peakMemory: async () => kilobytes(await readFile(`/proc/${pid}/status`, 'utf8'), 'VmHWM') * 1024,
    processorTime: async () => processorTime(await readFile(`/proc/${pid}/stat`, 'utf8')),
    stop: () => stop(child),
  };
}

function kilobytes(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? NaN);
}

/** The kernel counts user and system time in hundredths of a second. */
function processorTime(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
  clearTimeout(timer);
}

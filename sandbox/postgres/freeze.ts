import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { PostgresError } from './postgres-error.js';
import { childEnvironment } from './run-program.js';

/**
 * Runs `work` while a process and all its children stand still, and lets them go on afterwards.
 *
 * Invariants:
 * 1. When `work` begins, each of them is observed to be stopped: a signal alone may still be on its way.
 * 2. Children born while the others were being stopped are found by looking again once their parent is stopped.
 * 3. They go on also when this process dies in the middle: a guard of its own session holds the list and continues
 *    them as soon as its input closes.
 */
export async function whileFrozen<T>(parent: number, work: () => Promise<T>): Promise<T> {
  const guard = spawn(
    'sh',
    ['-c', 'pids=; while read -r pid; do pids="$pids $pid"; done; kill -CONT $pids 2>/dev/null; :'],
    {
      detached: true,
      env: { ...childEnvironment },
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  );
  const thawed = new Promise<void>((resolve, reject) => {
    guard.once('error', reject);
    guard.once('close', () => resolve());
  });
  thawed.catch(() => undefined);
  guard.stdin.on('error', () => undefined);
  const stop = async (pids: readonly number[]): Promise<void> => {
    for (const pid of pids) {
      guard.stdin.write(`${String(pid)}\n`);
      signal(pid);
    }
    for (const pid of pids) await untilStopped(pid);
  };
  try {
    await stop([parent]);
    const first = await childrenOf(parent);
    await stop(first);
    await stop((await childrenOf(parent)).filter((pid) => !first.includes(pid)));
    return await work();
  } finally {
    guard.stdin.end();
    await thawed;
  }
}

function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGSTOP');
  } catch {
    // It ended meanwhile, which is as still as a process can be.
  }
}

async function untilStopped(pid: number): Promise<void> {
  for (let attempt = 0; attempt < 5_000; attempt += 1) {
    const state = (await processStatus(pid))?.state;
    if (state === undefined || state === 'T' || state === 't' || state === 'Z') return;
    await sleep(1);
  }
  throw new PostgresError(
    `Process ${String(pid)} did not stop for a storage snapshot: it has been in the kernel for seconds. Try again when the disk is less busy.`,
  );
}

async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => Number.isInteger(pid) && pid > 0);
  const found = await Promise.all(pids.map(async (pid) => ({ pid, status: await processStatus(pid) })));
  return found.filter(({ status }) => status?.parent === parent).map(({ pid }) => pid);
}

async function processStatus(pid: number): Promise<{ state: string; parent: number } | undefined> {
  const line = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => undefined);
  if (line === undefined) return undefined;
  // The command's name comes in parentheses and may itself hold any character: fields are counted from behind it.
  const [state, parent] = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return state === undefined ? undefined : { state, parent: Number(parent) };
}

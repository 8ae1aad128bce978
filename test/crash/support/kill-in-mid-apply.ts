import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { isAlive } from '../../../activities/terraform/is-alive.js';
import type { Journal, JournalledRun } from '../../../activities/terraform/runner/protocol.js';
import type { StateBucket } from '../../../activities/terraform/state-bucket.js';
import { stackKeys } from '../../../domain/stacks/state-keys.js';
import { keepLooking } from './keep-looking.js';

const run = promisify(execFile);
/** A look is a read of the state bucket. */
const pauseMs = 250;

/** The processes that work on an apply: Terraform is the child of a runner, which is the child of a worker. */
const processes = ['terraform', 'runner', 'worker'] as const;

/** Who is killed in the middle of an apply. */
export const victims = [...processes, 'all-three'] as const;

/** One of them, or all at the same moment. */
export type Victim = (typeof victims)[number];

/** Processes that were killed, and how soon another run of Terraform went on with the stack. */
export interface Death {
  readonly key: string;
  readonly at: number;
  /** What had been begun, and what was made, when they died. */
  readonly begun: number;
  readonly made: number;
  /** From the kill to the next run, in ms; absent when there was none. */
  ms?: number;
}

/**
 * Kills who works on a stack, again and again: in each run of Terraform, once it holds the lock and has begun more than the
 * run before it, the next victim of the list.
 *
 * @param points by their keys, `apply/runner`; each is done once.
 * @returns how to end it, with what has happened.
 */
export function killInMidApply(
  bucket: StateBucket,
  { environment, stack }: { readonly environment: string; readonly stack: string },
  points: readonly string[],
): () => Promise<Death[]> {
  const waiting = [...points];
  const deaths: Death[] = [];
  let last = '';
  let before: string | undefined;
  const stop = keepLooking(async () => {
    const journal = (await bucket.readJson(stackKeys.journal(environment, stack))) as Journal | undefined;
    // What an earlier apply has journalled is none of this one's.
    before ??= journal?.approved ?? '';
    const current = journal?.runs.at(-1);
    if (journal === undefined || current === undefined || journal.approved === before) return;
    for (const death of deaths) {
      const next = journal.runs.find(({ startedAt }) => Date.parse(startedAt) > death.at);
      if (death.ms === undefined && next !== undefined) death.ms = Date.parse(next.startedAt) - death.at;
    }
    const [begun, made] = [journal.begun.length, journal.made.length];
    const isInTheMiddle =
      current.lockId !== undefined && current.ended === undefined && begun > (deaths.at(-1)?.begun ?? 0);
    if (!isInTheMiddle || current.startedAt === last || !isAlive(current.pid)) return;
    const [key] = waiting;
    const pids = key === undefined ? [] : await pidsOf(current, key.slice(key.indexOf('/') + 1));
    if (key === undefined || pids.length === 0) return;
    waiting.shift();
    last = current.startedAt;
    deaths.push({ key, at: Date.now(), begun, made });
    for (const pid of pids.filter(isAlive)) process.kill(pid, 'SIGKILL');
  }, pauseMs);
  return async () => {
    await stop();
    return deaths;
  };
}

/** Finds the processes that are meant; none when one of them has gone already. */
async function pidsOf({ pid: terraform }: JournalledRun, victim: string): Promise<number[]> {
  try {
    const runner = await parentOf(terraform);
    const worker = await parentOf(runner);
    const pids = { terraform, runner, worker };
    const meant = processes.filter((name) => victim === name || victim === 'all-three').map((name) => pids[name]);
    // Orphans are given to a process that is none of ours.
    return (await isWorker(worker)) ? meant : [];
  } catch {
    return [];
  }
}

async function parentOf(pid: number): Promise<number> {
  return Number((await run('ps', ['-o', 'ppid=', '-p', String(pid)])).stdout);
}

async function isWorker(pid: number): Promise<boolean> {
  return (await run('ps', ['-o', 'args=', '-p', String(pid)])).stdout.includes('worker-process.mjs');
}

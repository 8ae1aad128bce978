import { hostname } from 'node:os';
import { stackKeys } from '../../domain/stacks/state-keys.js';
import { isAlive } from './is-alive.js';
import type { JournalledRun } from './runner/protocol.js';
import type { StateBucket } from './state-bucket.js';

/** Terraform's lock, as it lies beside the state. */
export interface StateLock {
  readonly id: string;
  /** `root@worker-1`. */
  readonly who: string;
  readonly operation: string;
  /** ISO 8601. */
  readonly created: string;
}

/** Terraform takes its lock that soon after it was started, in ms. */
const soonMs = 120_000;

/** Reads the lock of a stack's state; `undefined` when nobody holds it. */
export async function readLock(
  bucket: StateBucket,
  environment: string,
  stack: string,
): Promise<StateLock | undefined> {
  const lock = (await bucket.readJson(stackKeys.lock(environment, stack))) as Record<string, string> | undefined;
  if (lock === undefined) return undefined;
  const { ID: id = '', Who: who = '', Operation: operation = '', Created: created = '' } = lock;
  return { id, who, operation, created };
}

/**
 * Tells whether a lock was taken by one of an operation's own runs: its id was journalled, or the run died before it could
 * be and the lock was taken right after its start by the same user of the same machine, for an apply.
 */
export function isOwnLock(lock: StateLock, runs: readonly JournalledRun[]): boolean {
  return runs.some(({ lockId, startedAt, who }) => {
    if (lockId !== undefined) return lockId === lock.id;
    const after = Date.parse(lock.created) - Date.parse(startedAt);
    return lock.who === who && lock.operation === 'OperationTypeApply' && after >= 0 && after < soonMs;
  });
}

/**
 * Tells whether a run is over: it said so, its process is gone from this machine, or it was silent for too long on
 * another one.
 */
export function isOver(run: JournalledRun, silentMs: number, now = Date.now(), host = hostname()): boolean {
  if (run.ended !== undefined) return true;
  // Its number is written a moment after its start.
  if (run.host === host && run.pid > 0) return !isAlive(run.pid);
  return now - Date.parse(run.beatAt) > (run.pid > 0 ? silentMs : Math.min(silentMs, soonMs));
}

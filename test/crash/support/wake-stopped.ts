import { keepLooking } from './keep-looking.js';
import type { Attempt, Fired, Ledger } from './ledger.js';
import { stepOf } from './recoveries.js';

/** By then somebody has taken over, or both workers are stopped and nobody can. */
const longestStopMs = 8_000;

/**
 * Lets stopped workers go on once another one has begun what they were doing: their attempt is a zombie then, beside the
 * one that counts.
 *
 * @returns how to end it; all are awake afterwards.
 */
export function wakeStopped(ledger: Ledger): () => Promise<void> {
  // By point and not by process: one that goes on may be stopped again.
  const awake = new Set<string>();
  return keepLooking(async (isLast) => {
    const stopped = (await ledger.fired()).filter(({ key, verb }) => verb === 'stop' && !awake.has(key));
    if (stopped.length === 0) return;
    const attempts = await ledger.attempts();
    for (const point of stopped.filter((each) => isLast || isTakenOver(each, attempts))) {
      awake.add(point.key);
      wake(point);
    }
  });
}

function isTakenOver({ key, attempt, at }: Fired, attempts: readonly Attempt[]): boolean {
  const isOver = attempts.some((later) => later.step === stepOf(key) && later.attempt > attempt);
  return isOver || Date.now() - at > longestStopMs;
}

function wake({ pid }: Fired): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

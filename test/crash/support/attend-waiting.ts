import { keepLooking } from './keep-looking.js';
import type { Ledger } from './ledger.js';

/**
 * Does something whenever a worker waits at a point, one after the other, and lets the worker go on.
 *
 * @returns how to end it; nobody waits afterwards.
 */
export function attendWaiting(ledger: Ledger, onWaiting: (key: string) => Promise<void>): () => Promise<void> {
  const attended = new Set<string>();
  return keepLooking(async () => {
    const waiting = (await ledger.fired()).filter(({ key, verb }) => verb === 'wait' && !attended.has(key));
    for (const { key } of waiting) {
      attended.add(key);
      await onWaiting(key);
      await ledger.allow(key);
    }
  });
}

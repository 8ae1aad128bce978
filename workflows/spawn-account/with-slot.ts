import { CancellationScope } from '@temporalio/workflow';
import { waits } from '../support/activities.js';
import { withLease } from '../support/lease.js';

/**
 * Does work while holding one of the slots that limit how many environments are made at once. Each is a lease; when all
 * are held, it waits until one of their holders has ended.
 *
 * @param waiting is told when it has to wait.
 */
export async function withSlot<T>(limit: number, waiting: () => void, work: () => Promise<T>): Promise<T> {
  for (;;) {
    const holders: string[] = [];
    for (let slot = 1; slot <= limit; slot += 1) {
      const leased = await withLease(`account-slot/${slot}`, 'skip', work);
      if ('result' in leased) return leased.result;
      holders.push(leased.holder);
    }
    waiting();
    await firstToEnd(holders);
  }
}

async function firstToEnd(holders: readonly string[]): Promise<void> {
  const looking = new CancellationScope();
  try {
    await looking.run(() => Promise.race(holders.map((workflowId) => waits.awaitWorkflowClosed({ workflowId }))));
  } finally {
    looking.cancel();
  }
}

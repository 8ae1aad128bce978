import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { CnameRecord, ZoneAt } from '../../domain/messages/dns.js';
import type { PreparedDatabase, RefreshPlan } from '../../domain/messages/refresh.js';
import { changes, reads, waits } from '../support/activities.js';
import type { Cleanup } from '../support/cleanup.js';
import { failure } from '../support/failure.js';
import { fence, generationsBehind, keepForRollback, keepServing } from '../support/leave-generations.js';
import { isHeldForUs } from '../support/lease.js';
import { moveRecords, zoneOf } from '../support/move-records.js';
import type { RefreshState } from './refresh-state.js';

/**
 * Moves every client to the new generation: one DNS batch, time to drain, then the fence. Until the records are in
 * sync everything can be undone; from then on the new generation serves, and a cancellation only shortens the drain.
 */
export async function cutOver(
  plan: RefreshPlan,
  prepared: readonly PreparedDatabase[],
  state: RefreshState,
  cleanup: Cleanup,
): Promise<void> {
  const { environment } = plan;
  await state.enter('cutting over');
  await requireLease(environment.name);
  const zone = zoneOf(environment, prepared[0]?.generation.place);
  const names = prepared.map(({ generation }) => generation.dnsName);
  const old = await reads.readRecords({ zone, names });
  const leaving = await generationsBehind(plan, old);
  const { drainAfterMs, keepPreviousMs, ttlSeconds } = environment.cutover;
  cleanup.defer('the marks of what serves', () => keepServing(leaving));
  await keepForRollback(leaving, drainAfterMs + keepPreviousMs);
  cleanup.defer('the records', () => putBack(zone, names, old, ttlSeconds));
  await moveRecords(
    zone,
    prepared.map(({ generation, endpoint }) => ({
      name: generation.dnsName,
      value: endpoint,
      ttlSeconds,
    })),
  );
  cleanup.keep();
  for (const { generation } of prepared) state.set(generation.database, 'serving');

  if (leaving.length === 0) return;
  await state.enter('draining');
  const cancelled = await cancellationDuring(() => sleep(drainAfterMs));
  await CancellationScope.nonCancellable(async () => {
    await state.enter('fencing the old generation');
    await fence(environment, plan.fleet, leaving);
  });
  if (cancelled !== undefined) throw cancelled;
}

/** Checks that this run still holds the environment: a reset may have brought back a run whose lease has ended. */
async function requireLease(environment: string): Promise<void> {
  const { holder } = await reads.describeLease({ resource: environment });
  if (isHeldForUs(holder)) return;
  throw failure(
    'LeaseLost',
    `${environment} is not held by this operation any more, so nothing was cut over. Start again.`,
  );
}

/** Points the names to what they were, and waits until nobody can still be on the way to what is deleted next. */
async function putBack(
  zone: ZoneAt,
  names: readonly string[],
  old: readonly CnameRecord[],
  ttlSeconds: number,
): Promise<void> {
  const remove = names.filter((name) => !old.some((record) => record.name === name));
  const { changeId } = await changes.changeRecords({ zone, records: old, remove });
  if (changeId === undefined) return;
  await waits.awaitRecords({ zone, changeId });
  await sleep((ttlSeconds + 1) * 1_000);
}

/** Waits, and returns the cancellation if one came meanwhile. */
async function cancellationDuring(wait: () => Promise<void>): Promise<Error | undefined> {
  try {
    await wait();
    return undefined;
  } catch (error) {
    if (error instanceof Error && isCancellation(error)) return error;
    throw error;
  }
}

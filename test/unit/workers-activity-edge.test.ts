import { Context, type Info } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, test, vi } from 'vitest';
import { createActivityEdge } from '../../workers/edge/activity-edge.js';
import { standStill, watchByFakeClock } from './support/frozen-process.js';

const heartbeatTimeoutMs = 2_000;
const watch = watchByFakeClock();

test('an attempt begins in a process that never stood still, however long it waited for a worker', async () => {
  const scheduledAt = Date.now();
  vi.advanceTimersByTime(60_000);
  await expect(begin(scheduledAt)).resolves.toBe('begun');
});

test('an attempt that was given to a process while it stood still is not begun', async () => {
  const scheduledAt = Date.now();
  standStill(heartbeatTimeoutMs + 1_000);
  await expect(begin(scheduledAt)).rejects.toMatchObject({ type: 'NotReady' });
});

test('nor is it when the process looked around first', async () => {
  const scheduledAt = Date.now();
  standStill(heartbeatTimeoutMs + 1_000);
  vi.advanceTimersByTime(5_000);
  await expect(begin(scheduledAt)).rejects.toMatchObject({ type: 'NotReady' });
});

test('an attempt that was given after the process woke up begins', async () => {
  standStill(heartbeatTimeoutMs + 1_000);
  vi.advanceTimersByTime(1_000);
  await expect(begin(Date.now())).resolves.toBe('begun');
});

test('a pause in which nobody takes over does not matter', async () => {
  const scheduledAt = Date.now();
  standStill(heartbeatTimeoutMs / 2);
  await expect(begin(scheduledAt)).resolves.toBe('begun');
});

async function begin(scheduledAt: number): Promise<unknown> {
  const info: Partial<Info> = { heartbeatTimeoutMs, currentAttemptScheduledTimestampMs: scheduledAt };
  const environment = new MockActivityEnvironment(info);
  return environment.run(async () => {
    const { inbound } = createActivityEdge(watch())(Context.current());
    return inbound?.execute?.({ args: [], headers: {} }, () => Promise.resolve('begun'));
  });
}

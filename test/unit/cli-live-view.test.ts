import { describe, expect, test } from 'vitest';
import { formatBytes, formatCount } from '../../cli/operations/live/amounts.js';
import type { LiveRow, LiveView } from '../../cli/operations/live/live-view.js';
import { remainingMs, shareDone } from '../../cli/operations/live/remaining.js';
import { renderChanges } from '../../cli/operations/live/render-changes.js';
import { renderView } from '../../cli/operations/live/render-view.js';
import { jsonScreen, screenFor } from '../../cli/operations/live/screen.js';
import type { ScrubProgress } from '../../domain/messages/scrub.js';
import { liveViewSince } from './support/live-view.js';

const now = Date.parse('2026-11-21T03:10:00Z');
const minute = 60_000;

const scrub = (bytesDone: number, more: Partial<ScrubProgress> = {}): ScrubProgress => ({
  phase: 'rewrite',
  table: 'app.users',
  tablesDone: 3,
  tablesTotal: 12,
  rowsDone: 1_200_000,
  rowsTotal: 4_000_000,
  bytesDone,
  bytesTotal: 400_000_000,
  startedAt: now - minute,
  ...more,
});

const view = liveViewSince(now - 10 * minute);

describe('amounts', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [999_600, '1.0 MB'],
    [12_340_000, '12 MB'],
    [4.2e15, '4.2 PB'],
    [9e18, '9000 PB'],
  ])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  test.each([
    [7, '7'],
    [1_200, '1.2k'],
    [9_960, '10k'],
    [3_000_000, '3.0M'],
  ])('%d rows are %s', (count, text) => expect(formatCount(count)).toBe(text));
});

describe('the remaining time of a scrub', () => {
  test('follows from its speed so far', () => {
    expect(shareDone(scrub(100_000_000))).toBe(0.25);
    expect(remainingMs(scrub(100_000_000), now)).toBe(3 * minute);
  });
  test('is not told while it is too early, nor at the end', () => {
    expect(remainingMs(scrub(1_000_000), now)).toBeUndefined();
    expect(remainingMs(scrub(400_000_000), now)).toBeUndefined();
  });
  test('goes by tables when all of them are empty', () => {
    expect(shareDone(scrub(0, { bytesTotal: 0 }))).toBe(0.25);
    expect(shareDone(scrub(0, { bytesTotal: 0, tablesTotal: 0 }))).toBe(0);
  });
  test('never passes the whole, however wrong the estimates were', () => {
    expect(shareDone(scrub(900_000_000))).toBe(1);
  });
});

describe('the view on a terminal', () => {
  test('shows every database with step, share, rows, bytes, remaining time', () => {
    const lines = renderView(
      view([
        { name: 'users', state: 'sanitising', step: 'scrub', since: now - minute, scrub: scrub(100_000_000) },
        { name: 'orders', state: 'preparing', step: 'restore', since: now - 5_000 },
        { name: 'messages', state: 'waiting' },
      ]),
      now,
    );
    expect(lines).toEqual([
      'refresh/qa1 · generation 20261121-a1b2 · preparing databases · 10m',
      '',
      'users     sanitising  scrub    1m  25%, 1.2M/4.0M rows, 100 MB/400 MB, 3m left, rewrite app.users (3/12 tables)',
      'orders    preparing   restore  5s',
      'messages  waiting',
    ]);
  });

  test('says how it ended and how long that took', () => {
    const ended = view([], { status: 'failed', endedAt: now - 4 * minute });
    expect(renderView(ended, now)).toEqual(['refresh/qa1 · generation 20261121-a1b2 · failed · 6m']);
  });

  test('is drawn again in place, cut to the width of the terminal', () => {
    let written = '';
    const show = screenFor({ isTTY: true, columns: 40, write: (text) => (written += text) });
    const long = view([{ name: 'users', state: 'failed', detail: 'x'.repeat(100) }]);
    show(long, undefined);
    const first = written;
    expect(first.split('\n').every((line) => line.length < 40)).toBe(true);
    expect(first).not.toContain('\u001B');
    written = '';
    show(long, long);
    expect(written).toBe(`\u001B[3A\u001B[0J${first}`);
  });
});

describe('the view elsewhere', () => {
  const users = (more: Partial<LiveRow>): LiveRow => ({ name: 'users', state: 'preparing', ...more });

  test('is one line for every change', () => {
    const before = view([users({ step: 'restore', detail: 'data of today' })]);
    const after = view([users({ step: 'roles', detail: 'data of today' })]);
    expect(renderChanges(before, after, now)).toEqual(['03:10:00Z refresh/qa1 users: preparing, roles']);
    expect(renderChanges(after, after, now)).toEqual([]);
  });

  test('begins with the phase and all that does not wait', () => {
    const first = view([users({ detail: 'data of today' }), { name: 'orders', state: 'waiting' }]);
    expect(renderChanges(undefined, first, now)).toEqual([
      '03:10:00Z refresh/qa1 preparing databases',
      '03:10:00Z refresh/qa1 users: preparing, data of today',
    ]);
  });

  test('tells a scrub by tenths, not by rows', () => {
    const at = (bytes: number) => view([users({ state: 'sanitising', step: 'scrub', scrub: scrub(bytes) })]);
    expect(renderChanges(at(100_000_000), at(119_000_000), now)).toEqual([]);
    expect(renderChanges(at(119_000_000), at(121_000_000), now)).toHaveLength(1);
  });

  test('does not take the moment between two steps for news', () => {
    expect(renderChanges(view([users({ step: 'roles' })]), view([users({})]), now)).toEqual([]);
  });

  test('tells an error and the end', () => {
    const failed = view([users({ state: 'failed', detail: 'HookFailed: migrate' })], { status: 'failed' });
    expect(renderChanges(view([users({})]), failed, now)).toEqual([
      '03:10:00Z refresh/qa1 users: failed, HookFailed: migrate',
      '03:10:00Z refresh/qa1 failed',
    ]);
  });

  test('does not repeat as a phase what is a row', () => {
    const rollback = view([{ name: 'move the records', state: 'running' }], { phase: 'move the records' });
    expect(renderChanges(undefined, rollback, now)).toEqual(['03:10:00Z refresh/qa1 move the records: running']);
  });
});

test('as JSON, a look is a line when it differs from the one before', () => {
  const lines: string[] = [];
  const show = jsonScreen({ write: (text) => lines.push(text) });
  const one = view([]);
  const two = view([], { phase: 'draining' });
  show(one, undefined);
  show(structuredClone(one), one);
  show(two, one);
  expect(lines.map((line) => (JSON.parse(line) as LiveView).phase)).toEqual(['preparing databases', 'draining']);
});

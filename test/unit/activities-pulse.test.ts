import { expect, test, vi } from 'vitest';
import { NotReadyError } from '../../activities/edge/not-ready.js';
import { Pulse, pulse, requirePulse } from '../../activities/edge/pulse.js';
import { standStill, watchByFakeClock } from './support/frozen-process.js';

const timeoutMs = 2_000;
const watch = watchByFakeClock();

test('an attempt goes on as long as its worker does', () => {
  const own = begin();
  vi.advanceTimersByTime(10 * timeoutMs);
  expect(() => pulse.run(own, requirePulse)).not.toThrow();
});

test('an attempt whose worker was silent for too long changes nothing any more, also when it goes on for long', () => {
  const own = begin();
  standStill(timeoutMs + 1);
  expect(() => pulse.run(own, requirePulse)).toThrow(NotReadyError);
  vi.advanceTimersByTime(10 * timeoutMs);
  expect(() => pulse.run(own, requirePulse)).toThrow(NotReadyError);
});

test('timers that fire first after a long silence do not hide it', () => {
  const own = begin();
  standStill(timeoutMs + 1);
  vi.advanceTimersByTime(timeoutMs);
  expect(() => pulse.run(own, requirePulse)).toThrow(NotReadyError);
});

test('nor do many short pauses after it', () => {
  const own = begin();
  standStill(timeoutMs + 1);
  for (let pause = 0; pause < 100; pause += 1) {
    vi.advanceTimersByTime(timeoutMs / 2);
    standStill(timeoutMs / 2);
  }
  expect(() => pulse.run(own, requirePulse)).toThrow(NotReadyError);
});

test('an attempt that was given after the silence goes on', () => {
  standStill(timeoutMs + 1);
  vi.advanceTimersByTime(timeoutMs);
  expect(() => pulse.run(begin(), requirePulse)).not.toThrow();
});

test('outside of an activity nobody is asked', () => {
  expect(requirePulse).not.toThrow();
});

function begin(): Pulse {
  return new Pulse(watch(), Date.now(), timeoutMs);
}

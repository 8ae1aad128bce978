import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NotReadyError } from '../../activities/edge/not-ready.js';
import { Pulse, pulse, requirePulse } from '../../activities/edge/pulse.js';

const timeoutMs = 2_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('an attempt goes on while its worker beats', () => {
  const own = new Pulse(timeoutMs);
  for (let beat = 0; beat < 10; beat += 1) {
    vi.advanceTimersByTime(timeoutMs / 2);
    own.beat();
  }
  expect(() => pulse.run(own, requirePulse)).not.toThrow();
});

test('an attempt whose worker was silent for too long changes nothing any more, also when it beats again', () => {
  const own = new Pulse(timeoutMs);
  vi.advanceTimersByTime(timeoutMs + 1);
  expect(() => pulse.run(own, requirePulse)).toThrow(NotReadyError);
  own.beat();
  expect(() => pulse.run(own, requirePulse)).toThrow(NotReadyError);
});

test('a beat that comes first after a long silence does not hide it', () => {
  const own = new Pulse(timeoutMs);
  vi.advanceTimersByTime(timeoutMs + 1);
  own.beat();
  expect(() => pulse.run(own, requirePulse)).toThrow(NotReadyError);
});

test('outside of an activity nobody is asked', () => {
  expect(requirePulse).not.toThrow();
});

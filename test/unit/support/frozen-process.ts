import { afterEach, beforeEach, vi } from 'vitest';
import { WakeWatch } from '../../../activities/edge/wake-watch.js';

/** Gives every test of a file a clock that it moves itself, and a watch that goes by it; returns the test's watch. */
export function watchByFakeClock(): () => WakeWatch {
  let watch: WakeWatch;
  beforeEach(() => {
    vi.useFakeTimers();
    watch = new WakeWatch();
  });
  afterEach(() => {
    watch.stop();
    vi.useRealTimers();
  });
  return () => watch;
}

/** Lets the clock go on without the process: no timer fires. */
export function standStill(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

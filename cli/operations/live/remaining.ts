import type { ScrubProgress } from '../../../domain/messages/scrub.js';

// Below this share the speed so far says little.
const leastShare = 0.02;

/** Tells which part of a scrub is done, between 0 and 1: by bytes, or by tables when they are all empty. */
export function shareDone(progress: ScrubProgress): number {
  const { bytesDone, bytesTotal, tablesDone, tablesTotal } = progress;
  if (bytesTotal > 0) return Math.min(1, bytesDone / bytesTotal);
  return tablesTotal > 0 ? Math.min(1, tablesDone / tablesTotal) : 0;
}

/** Estimates how long a scrub takes still, in ms, from its speed so far; nothing while it is too early to say. */
export function remainingMs(progress: ScrubProgress, now: number): number | undefined {
  const share = shareDone(progress);
  const elapsed = now - progress.startedAt;
  if (share < leastShare || share >= 1 || elapsed <= 0) return undefined;
  return (elapsed * (1 - share)) / share;
}

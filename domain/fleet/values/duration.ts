/** A length of time in milliseconds. Files say `10m`; everything behind the schemas counts milliseconds. */
export type Milliseconds = number;

const unitMilliseconds = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** The form of a duration, for editors and messages. */
export const durationPattern = /^(?:\d{1,6}d)?(?:\d{1,6}h)?(?:\d{1,6}m)?(?:\d{1,6}s)?(?:\d{1,6}ms)?$/;

/**
 * Reads a duration such as `250ms`, `10m`, `1h30m` or `14d`: units in falling order, each at most once.
 * Returns `undefined` for any other text.
 */
export function parseDuration(text: string): Milliseconds | undefined {
  if (text === '' || !durationPattern.test(text)) return undefined;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[dhms])/g)) {
    total += Number(count) * unitMilliseconds[unit as keyof typeof unitMilliseconds];
  }
  return total;
}

/** Writes a duration the way a file would say it: `5400000` is `1h30m`. */
export function formatDuration(duration: Milliseconds): string {
  const parts: string[] = [];
  let rest = Math.max(0, Math.round(duration));
  for (const unit of ['d', 'h', 'm', 's', 'ms'] as const) {
    const count = Math.floor(rest / unitMilliseconds[unit]);
    if (count > 0) parts.push(`${count}${unit}`);
    rest -= count * unitMilliseconds[unit];
  }
  return parts.length > 0 ? parts.join('') : '0s';
}

import { BacklotError } from './errors.js';
import { parseDuration } from './fleet/values/duration.js';

/** Tells whether a text is a duration such as `90s`, `10m` or `1h30m`. */
export function isDuration(text: string): boolean {
  return parseDuration(text) !== undefined;
}

/**
 * Reads a duration such as `90s`, `10m`, `1h30m` or `14d` as milliseconds.
 *
 * @throws {BacklotError} `InvalidInput` when the text is no duration.
 */
export function durationMs(text: string): number {
  const parsed = parseDuration(text.trim());
  if (parsed !== undefined) return parsed;
  throw new BacklotError(
    'InvalidInput',
    `"${text}" is not a duration: numbers and units are expected. Write for example 90s, 10m, 1h30m or 14d.`,
  );
}

/** Writes milliseconds as a person would, in the two greatest units: `45s`, `3m 20s`, `2h 5m`, `1d 4h`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)}ms`;
  const seconds = Math.round(ms / 1_000);
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor((seconds % 86_400) / 3_600), 'h'],
    [Math.floor((seconds % 3_600) / 60), 'm'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount}${unit}`)
    .join(' ');
}

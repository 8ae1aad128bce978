import { BacklotError } from './errors.js';

const form = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/;
const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/**
 * Parses a duration such as `90s`, `10m`, `4h` or `14d` into milliseconds.
 *
 * @throws {BacklotError} `InvalidInput` when the text is no duration.
 */
export function durationMs(text: string): number {
  const match = form.exec(text.trim());
  if (match === null) {
    throw new BacklotError(
      'InvalidInput',
      `"${text}" is not a duration: a number and a unit are expected. Write for example 90s, 10m, 4h or 14d.`,
    );
  }
  return Number(match[1]) * units[match[2] as keyof typeof units];
}

/** Tells whether a text is a duration. */
export function isDuration(text: string): boolean {
  return form.test(text.trim());
}

/** Writes milliseconds as a person would: `45s`, `3m 20s`, `2h 5m`, `1d 4h`. */
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

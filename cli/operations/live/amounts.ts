const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
const countUnits = ['', 'k', 'M', 'G'];

/** Writes an amount of bytes with two or three digits: `950 B`, `1.2 MB`, `340 GB`. */
export function formatBytes(bytes: number): string {
  const { value, unit } = scaled(bytes, byteUnits);
  return `${value} ${unit}`;
}

/** Writes a count with two or three digits: `950`, `1.2M`. */
export function formatCount(count: number): string {
  const { value, unit } = scaled(count, countUnits);
  return `${value}${unit}`;
}

function scaled(amount: number, units: readonly string[]): { value: string; unit: string } {
  let rest = amount;
  let index = 0;
  // What rounds to 1000 belongs to the next unit.
  while (rest >= 999.5 && index < units.length - 1) {
    rest /= 1_000;
    index += 1;
  }
  const value = rest >= 9.95 || index === 0 ? String(Math.round(rest)) : rest.toFixed(1);
  return { value, unit: units[index] ?? '' };
}

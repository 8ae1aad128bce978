import { skewOf } from '../choose-images.js';
import { formatDuration } from '../duration.js';
import type { ParityDifference } from '../messages/parity.js';

/** A database that serves, and the ISO time of its data; empty when its instance does not say. */
export interface ServedData {
  readonly database: string;
  readonly dataTime: string;
}

/** How old data may be, and how far apart, in ms; any distance when `maxSkewMs` is left out. */
export interface DataLimits {
  readonly maxImageAgeMs: number;
  readonly maxSkewMs?: number;
}

/** Says how far the data of an environment is behind production's at a time (ms since the epoch), and how far apart. */
export function compareData(served: readonly ServedData[], now: number, limits: DataLimits): ParityDifference[] {
  const known = served.map(({ dataTime }) => dataTime).filter((time) => !Number.isNaN(Date.parse(time)));
  return [...served.map((each) => ageOf(each, now, limits)), ...skew(known, limits)];
}

function ageOf({ database, dataTime }: ServedData, now: number, { maxImageAgeMs }: DataLimits): ParityDifference {
  const found = { subject: `database ${database}`, aspect: 'age of the data' };
  const ageMs = Math.max(0, now - Date.parse(dataTime));
  if (Number.isNaN(ageMs)) {
    return { ...found, reason: 'drifted', detail: 'its instance does not say how old its data is; refresh it' };
  }
  const limit = `images.maxAge is ${formatDuration(maxImageAgeMs)}`;
  const environment = formatDuration(ageMs);
  return ageMs <= maxImageAgeMs
    ? { ...found, environment, reason: 'declared', detail: limit }
    : { ...found, environment, reason: 'drifted', detail: `${limit}; refresh the environment` };
}

function skew(dataTimes: readonly string[], { maxSkewMs }: DataLimits): ParityDifference[] {
  const skewMs = skewOf(dataTimes);
  if (skewMs === 0) return [];
  const found = { subject: 'databases', aspect: 'skew', environment: formatDuration(skewMs) };
  if (maxSkewMs === undefined) return [{ ...found, reason: 'declared', detail: 'the account file sets no maxSkew' }];
  const limit = `databases.maxSkew is ${formatDuration(maxSkewMs)}`;
  return skewMs <= maxSkewMs
    ? [{ ...found, reason: 'declared', detail: limit }]
    : [{ ...found, reason: 'drifted', detail: `${limit}; refresh the databases together` }];
}

import type { RefreshEstimate } from './messages/refresh.js';
import { skewOf } from './choose-images.js';

// Full copies of the data that one new image takes: share key, raw key, scrubbed snapshot, image key.
const copiesOfAnImage = 4;
// And those of one environment: its own copy.
const copiesOfAGeneration = 1;
// What RDS copied in practice, conservatively; restores and reboots add about half an hour whatever the size.
const gibPerHour = 150;
const fixedHours = 0.75;
const storageUsdPerGibMonth = 0.115;

/** One database of an estimate. */
export interface EstimatedDatabase {
  readonly database: string;
  readonly image?: string;
  readonly dataTime: string;
  readonly sizeGiB: number;
}

/** Estimates what a refresh copies, how long the slowest database takes, and what its storage costs. */
export function estimateRefresh(environment: string, databases: readonly EstimatedDatabase[]): RefreshEstimate {
  const rows = databases.map((row) => ({
    ...row,
    copiedGiB: row.sizeGiB * (copiesOfAGeneration + (row.image === undefined ? copiesOfAnImage : 0)),
  }));
  const slowest = Math.max(0, ...rows.map(({ copiedGiB }) => copiedGiB / gibPerHour + fixedHours));
  const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
  return {
    environment,
    databases: rows,
    copiedGiB: total(rows.map(({ copiedGiB }) => copiedGiB)),
    hours: Math.round(slowest * 100) / 100,
    monthlyStorageUsd: Math.round(total(rows.map(({ sizeGiB }) => sizeGiB)) * storageUsdPerGibMonth * 100) / 100,
    skewMs: skewOf(rows.map(({ dataTime }) => dataTime)),
  };
}

import { formatDuration } from '../../domain/duration.js';
import type { DestroyResult, RetireResult } from '../../domain/messages/destroy.js';
import type { DriftReport } from '../../domain/messages/drift.js';
import type { ExpireEnvironmentResult, ExpireResult } from '../../domain/messages/expiry.js';
import type { ParityReport } from '../../domain/messages/parity.js';
import type { RefreshEstimate, RefreshResult, RollbackResult } from '../../domain/messages/refresh.js';
import type { SanitizeResult } from '../../domain/messages/sanitize.js';
import type { ExtendResult, SpawnResult } from '../../domain/messages/spawn.js';
import type { SweepResult } from '../../domain/messages/sweep.js';
import { columns } from './columns.js';
import { renderDestroy, renderRetire } from './render-destroy.js';
import { renderDrift } from './render-drift.js';
import { renderParity } from './render-parity.js';

/** Says in words what came of an operation. */
export function renderResult(workflow: string, result: unknown): string[] {
  switch (workflow) {
    case 'refreshEnvironment':
      return renderRefresh(result as RefreshResult);
    case 'spawnAccount':
      return renderSpawn(result as SpawnResult);
    case 'extendEnvironment':
      return renderExtend(result as ExtendResult);
    case 'rollbackEnvironment':
      return renderRollback(result as RollbackResult);
    case 'sanitizeDatabase':
      return renderSanitize(result as SanitizeResult);
    case 'estimateRefresh':
      return renderEstimate(result as RefreshEstimate);
    case 'compareParity':
      return renderParity(result as ParityReport);
    case 'detectDrift':
      return renderDrift(result as DriftReport);
    case 'destroyAccount':
      return renderDestroy(result as DestroyResult);
    case 'retireAccount':
      return renderRetire(result as RetireResult);
    case 'expire':
      return renderExpire(result as ExpireResult);
    case 'expireEnvironment':
      return [(result as ExpireEnvironmentResult).reason];
    case 'sweep':
    case 'reap':
      return renderSweep(result as SweepResult);
    default:
      return [];
  }
}

/** Says what a refresh did, database by database. */
function renderRefresh({ generation, databases, skewMs, skipped }: RefreshResult): string[] {
  if (skipped !== undefined) return [`Nothing was done: ${skipped.holder} holds the environment.`];
  const rows = databases.map(({ database, step, instance, dataTime, error }) => [
    database,
    step,
    instance ?? '',
    error ?? (dataTime === undefined ? '' : `data of ${dataTime}`),
  ]);
  return [`Generation ${generation} serves; its databases are ${formatDuration(skewMs)} apart.`, ...columns(rows)];
}

/** Says what a spawn did, step by step. */
function renderSpawn({ accountId, steps, expires, refresh, notes, skipped }: SpawnResult): string[] {
  if (skipped !== undefined) return [`Nothing was done: ${skipped.holder} holds the environment.`];
  const rows = steps.map(({ name, state, detail }) => [name, state, detail ?? '']);
  const filled = refresh !== undefined && 'generation' in refresh ? [`Generation ${refresh.generation} serves.`] : [];
  return [
    `Account ${accountId} is as its file says${expires === undefined ? '' : `; it expires at ${expires}`}.`,
    ...columns(rows),
    ...filled,
    ...notes,
  ];
}

/** Says until when an environment stays. */
function renderExtend({ accountId, expires }: ExtendResult): string[] {
  return [`Account ${accountId} expires at ${expires} now.`];
}

/** Says what a rollback did, and what it cost. */
function renderRollback({ generation, databases, lost, skipped }: RollbackResult): string[] {
  if (skipped !== undefined) return [`Nothing was done: ${skipped.holder} holds the environment.`];
  return [`Generation ${generation} serves again: ${databases.join(', ')}.`, `Lost: ${lost}`];
}

/** Says which image a sanitisation made. */
function renderSanitize({ image }: SanitizeResult): string[] {
  return [
    `Image ${image.snapshotId} of ${image.database}, data of ${image.dataTime}, ${image.sizeGiB} GiB.`,
    `Its verification report is in the state bucket under ${image.reportKey}.`,
  ];
}

/** Says what a refresh would copy and cost. */
function renderEstimate(estimate: RefreshEstimate): string[] {
  const { environment, databases, copiedGiB, hours, monthlyStorageUsd, skewMs } = estimate;
  const rows = databases.map(({ database, image, dataTime, sizeGiB }) => [
    database,
    image ?? 'a new image',
    `data of ${dataTime}`,
    `${sizeGiB} GiB`,
  ]);
  return [
    `A refresh of ${environment} would copy ${copiedGiB} GiB, take about ${formatDuration(hours * 3_600_000)}, and its ` +
      `storage would cost about ${monthlyStorageUsd.toFixed(2)} USD a month. Its databases would be ${formatDuration(skewMs)} apart.`,
    ...columns(rows),
    'Nothing was started.',
  ];
}

/** Says which environments expire, and what was done about them. */
function renderExpire({ environments }: ExpireResult): string[] {
  if (environments.length === 0) return ['Nothing expires.'];
  return columns(
    environments.map(({ environment, outcome, expires, reason }) => [environment, outcome, expires, reason]),
  );
}

/** Says what a sweep found, and what it did about it. */
export function renderSweep({ leftovers }: SweepResult, toDelete = 'backlot sweep --apply'): string[] {
  if (leftovers.length === 0) return ['Nothing is left over.'];
  const rows = leftovers.map(({ account, region, type, id, outcome, reason }) => [
    outcome,
    type,
    id,
    `${account}/${region}`,
    reason,
  ]);
  const listed = leftovers.some(({ outcome }) => outcome === 'listed');
  return [...columns(rows), ...(listed ? [`Nothing was deleted. To delete them: ${toDelete}`] : [])];
}

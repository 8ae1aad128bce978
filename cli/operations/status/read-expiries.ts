import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import type { DestroyResult } from '../../../domain/messages/destroy.js';
import type { ExpireResult } from '../../../domain/messages/expiry.js';
import type { ExtendResult, SpawnResult } from '../../../domain/messages/spawn.js';
import { labelOf } from '../labels.js';
import { expiriesAfter, type Expiry, type ExpiryChange } from './expiries.js';

/** As many hourly runs are looked at to find the last one. */
const runsLookedAt = 5;

/**
 * Reads when environments end: what the last hourly `expire` saw, and what spawns, extensions and teardowns have changed
 * since. Nothing is known before the first run, for only that asks the accounts.
 */
export async function readExpiries(client: Client, environment: string | undefined): Promise<readonly Expiry[]> {
  const runs: WorkflowExecutionInfo[] = [];
  for await (const info of client.workflow.list({
    query: 'ExecutionStatus = "Completed" AND WorkflowType = "expire"',
  })) {
    runs.push(info);
    if (runs.length >= runsLookedAt) break;
  }
  const last = runs.toSorted(lastFirst)[0];
  if (last === undefined) return [];
  const { environments } = (await resultOf(client, last)) as ExpireResult;
  const expiries = expiriesAfter(environments, await changesSince(client, last.startTime));
  return expiries.filter((expiry) => environment === undefined || expiry.environment === environment);
}

/** What has moved or taken away an end since a time, the oldest first. */
async function changesSince(client: Client, since: Date): Promise<ExpiryChange[]> {
  const query =
    `ExecutionStatus = "Completed" AND CloseTime > "${since.toISOString()}" AND WorkflowType IN ` +
    '("spawnAccount", "extendEnvironment", "destroyAccount")';
  const closed: WorkflowExecutionInfo[] = [];
  for await (const info of client.workflow.list({ query })) closed.push(info);
  const changes = await Promise.all(
    closed
      .toSorted(lastFirst)
      .toReversed()
      .map(async (info): Promise<ExpiryChange[]> => {
        const environment = labelOf(info, 'environment');
        if (environment === undefined) return [];
        const result = await resultOf(client, info);
        if (info.type === 'destroyAccount') {
          return (result as DestroyResult).outcome === 'emptied' ? [{ environment }] : [];
        }
        const { expires } = result as SpawnResult | ExtendResult;
        return expires === undefined ? [] : [{ environment, expires }];
      }),
  );
  return changes.flat();
}

function lastFirst(one: WorkflowExecutionInfo, other: WorkflowExecutionInfo): number {
  return (other.closeTime?.getTime() ?? 0) - (one.closeTime?.getTime() ?? 0);
}

function resultOf(client: Client, { workflowId, runId }: WorkflowExecutionInfo): Promise<unknown> {
  return client.workflow.getHandle(workflowId, runId).result();
}

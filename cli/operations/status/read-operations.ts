import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import type { RefreshProgress, RefreshResult, RollbackResult } from '../../../domain/messages/refresh.js';
import type { StepsView } from '../../../domain/messages/steps.js';
import { labelOf } from '../labels.js';
import type { PastOperation } from './serving.js';

const answerLimitMs = 5_000;

/** As many operations of one environment are looked at, newest first. */
const depth = 20;

/** As many operations are listed at all. */
const longestList = 1_000;

/** Reads the last operations of each environment, newest first, with what they let serve. */
export async function readOperations(
  client: Client,
  environment: string | undefined,
): Promise<ReadonlyMap<string, readonly PastOperation[]>> {
  const only = environment === undefined ? '' : `BacklotEnvironment = "${environment}" AND `;
  const query = `${only}WorkflowType IN ("refreshEnvironment", "rollbackEnvironment")`;
  const listed = new Map<string, WorkflowExecutionInfo[]>();
  let seen = 0;
  for await (const info of client.workflow.list({ query })) {
    const name = labelOf(info, 'environment');
    const group = listed.get(name ?? '') ?? [];
    if (name !== undefined && group.length < depth) listed.set(name, [...group, info]);
    seen += 1;
    if (seen >= longestList) break;
  }
  const read = [...listed].map(
    async ([name, infos]) =>
      [name, await Promise.all(infos.toSorted(newestFirst).map((info) => past(client, info)))] as const,
  );
  return new Map(await Promise.all(read));
}

/** What runs comes first, then what ended last. */
function newestFirst(one: WorkflowExecutionInfo, other: WorkflowExecutionInfo): number {
  return (other.closeTime?.getTime() ?? Infinity) - (one.closeTime?.getTime() ?? Infinity) || 0;
}

async function past(client: Client, info: WorkflowExecutionInfo): Promise<PastOperation> {
  const { workflowId, closeTime } = info;
  const base = { workflowId, ...(closeTime === undefined ? {} : { endedAt: closeTime.toISOString() }) };
  try {
    const served = info.type === 'refreshEnvironment' ? refreshed(client, info) : rolledBack(client, info);
    return { ...base, ...(await served) };
  } catch {
    // No worker answers, or it is another version's: what it did is not known, and said to be so.
    return base;
  }
}

async function refreshed(client: Client, info: WorkflowExecutionInfo): Promise<Pick<PastOperation, 'served'>> {
  // A refresh that failed or was cancelled after its cutover serves all the same; only its progress tells.
  const { generation, databases } =
    info.status.name === 'COMPLETED'
      ? ((await handleOf(client, info).result()) as RefreshResult)
      : await ask<RefreshProgress>(client, info, 'progress');
  return {
    served: databases
      .filter(({ step }) => step === 'serving')
      .map(({ database, dataTime }) => ({
        database,
        generations: [generation],
        ...(dataTime === undefined ? {} : { dataTime }),
      })),
  };
}

async function rolledBack(client: Client, info: WorkflowExecutionInfo): Promise<Pick<PastOperation, 'served'>> {
  if (info.status.name === 'COMPLETED') {
    const { generation, databases } = (await handleOf(client, info).result()) as RollbackResult;
    return { served: databases.map((database) => ({ database, generations: generation.split(', ') })) };
  }
  const { steps } = await ask<StepsView>(client, info, 'steps');
  const moved = steps.find(({ name }) => name === 'move the records');
  return moved?.state === 'waiting' ? { served: [] } : {};
}

function handleOf(client: Client, { workflowId, runId }: WorkflowExecutionInfo) {
  return client.workflow.getHandle(workflowId, runId);
}

function ask<T>(client: Client, info: WorkflowExecutionInfo, query: string): Promise<T> {
  return client.withDeadline(Date.now() + answerLimitMs, () => handleOf(client, info).query<T>(query));
}

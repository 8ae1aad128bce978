import type { WorkflowHandle } from '@temporalio/client';
import { waitUntil } from '../../../sandbox/runtime/wait-until.js';
import { generationName } from '../../../domain/names.js';
import { leaseId } from '../../../domain/messages/lease.js';
import { endOf } from '../../laws/support/failure-of.js';
import { resetOperation } from '../../laws/support/reset-operation.js';
import { newOperationId } from '../../laws/support/stage.js';
import { database, type Ground } from './ground.js';
import { findHarm } from './find-harm.js';

/** What an operator does to a running operation. */
export const interventions = ['cancel', 'terminate', 'reset'] as const;
export type Intervention = (typeof interventions)[number];

/** What came of an intervention. */
export interface Outcome {
  readonly key: string;
  readonly how: Intervention;
  /** How the operation ended that did not come to the point; nothing when it came. */
  readonly missed?: string;
  /** What must not be, in words; nothing when all is well. */
  readonly harm: readonly string[];
  /** From the intervention until nothing of the operation was open, in ms. */
  readonly settledMs: number;
}

const patienceMs = 600_000;

/** The points of the operations on a ground, from the boundaries of the whole job. */
export function interventionPoints(boundaries: readonly string[]): string[] {
  const renamed = boundaries.map((key) => key.replace(/^(refreshEnvironment|prepare-users)-2\//, '$1-1/'));
  const meant = new RegExp(
    `^(?:refreshEnvironment-1|prepare-${database}-1|sanitize-${database}|rollbackEnvironment)/.*/(?:before|after-effect)$`,
  );
  return [...new Set(renamed)].filter((key) => meant.test(key));
}

/** Runs an operation up to a point, intervenes there, lets it end, and looks what it has left. */
export async function intervene(ground: Ground, key: string, how: Intervention): Promise<Outcome> {
  const { stage, ledger, environment } = ground;
  const operation = newOperationId();
  if (isRollback(key)) await ground.refresh();
  await ledger.begin({ environment: environment.name, operations: [operation] }, { [key]: 'wait' });
  const handle = await startFor(ground, key, operation);
  const missed = await missedBy(ground, handle, key);
  const startedAt = Date.now();
  if (how === 'cancel') await handle.cancel();
  if (how === 'terminate') await handle.terminate('an operator lost patience').catch(ignoreClosed);
  if (how === 'reset' && missed === undefined) await resetOperation(stage.client, handle.workflowId, 'last');
  await ledger.allow(key);
  await ground.settled(await workflowsOf(ground, handle, operation));
  const settledMs = Date.now() - startedAt;
  const harm = await findHarm(ground, operation, how);
  return { key, how, settledMs, harm, ...(missed === undefined ? {} : { missed }) };
}

async function startFor({ stage, environment }: Ground, key: string, operationId: string): Promise<WorkflowHandle> {
  const account = environment.name;
  if (isRollback(key)) {
    return await stage.start('rollbackEnvironment', { account, operationId });
  }
  // Where no image is needed that is new, the one that is there saves a minute.
  const input = { account, operationId, ...(key.startsWith('sanitize-') ? { maxAge: '0ms' } : {}) };
  return await stage.start('refreshEnvironment', input, `refreshEnvironment/${operationId}`);
}

function isRollback(key: string): boolean {
  return key.startsWith('rollbackEnvironment/');
}

/** Waits until the operation has come to the point, or has ended without: then it says how. */
async function missedBy({ ledger }: Ground, handle: WorkflowHandle, key: string): Promise<string | undefined> {
  let reached = false;
  await waitUntil(
    async () => {
      reached = (await ledger.fired()).length > 0;
      return reached || (await handle.describe()).status.name !== 'RUNNING';
    },
    { what: `${handle.workflowId} to come to ${key}`, timeoutMs: patienceMs },
  );
  return reached ? undefined : await endOf(handle);
}

/** Everything that an operation may have started: it goes on for a while after what was done to its root. */
async function workflowsOf({ environment }: Ground, root: WorkflowHandle, operation: string): Promise<string[]> {
  const { startTime } = await root.describe();
  const sanitize = `sanitize/${database}`;
  return [
    root.workflowId,
    sanitize,
    `prepare/${environment.name}/${database}/${generationName(startTime, operation)}`,
    leaseId(environment.name),
    leaseId(sanitize),
  ];
}

function ignoreClosed(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'WorkflowNotFoundError') throw error;
}

import type { Client, WorkflowExecutionDescription, WorkflowExecutionStatusName } from '@temporalio/client';
import type { DatabaseProgress, RefreshProgress } from '../../../domain/messages/refresh.js';
import type { SpawnProgress } from '../../../domain/messages/spawn.js';
import type { StepsView } from '../../../domain/messages/steps.js';
import { labelOf } from '../labels.js';
import type { LiveRow, LiveStatus, LiveView } from './live-view.js';
import { scrubProgressOf } from './scrub-progress.js';

const answerLimitMs = 5_000;
const noAnswer = 'No worker answers; this is the last that was heard. Is one running?';

const statuses: Partial<Record<WorkflowExecutionStatusName, LiveStatus>> = {
  RUNNING: 'running',
  PAUSED: 'running',
  COMPLETED: 'completed',
  CANCELLED: 'cancelled',
  TERMINATED: 'terminated',
  TIMED_OUT: 'timed out',
};

/**
 * Looks at an operation once: its own account of itself, and those of the workflows that work for it. When no worker
 * answers, the rows of the previous view stay.
 */
export async function readLiveView(client: Client, workflowId: string, previous?: LiveView): Promise<LiveView> {
  const description = await client.workflow.getHandle(workflowId).describe();
  const { type, status, startTime, closeTime } = description;
  const environment = labelOf(description, 'environment');
  const base = {
    workflowId,
    workflow: type,
    status: statuses[status.name] ?? 'failed',
    startedAt: startTime.getTime(),
    ...(closeTime === undefined ? {} : { endedAt: closeTime.getTime() }),
    ...(environment === undefined ? {} : { environment }),
  } as const;
  const phase = labelOf(description, 'phase') ?? 'starting';
  try {
    if (type === 'refreshEnvironment') return { ...base, ...(await refreshRows(client, workflowId)) };
    if (type === 'spawnAccount') return { ...base, ...(await spawnRows(client, workflowId)) };
    if (hasSteps(type)) return { ...base, phase, ...(await stepRows(client, description)) };
    return { ...base, phase, rows: [], notes: [] };
  } catch {
    return { ...base, phase, rows: previous?.rows ?? [], notes: [noAnswer] };
  }
}

function hasSteps(type: string): boolean {
  return [
    ...['sanitizeDatabase', 'rollbackEnvironment', 'prepareGeneration', 'compareParity', 'detectDrift'],
    ...['destroyAccount', 'expireEnvironment'],
  ].includes(type);
}

async function refreshRows(
  client: Client,
  workflowId: string,
): Promise<Pick<LiveView, 'phase' | 'generation' | 'rows' | 'notes'>> {
  const { environment, phase, paused, allowed, generation, databases } = await ask<RefreshProgress>(
    client,
    workflowId,
    'progress',
  );
  return {
    phase: paused ? `paused, ${phase}` : phase,
    generation,
    rows: await Promise.all(databases.map((progress) => databaseRow(client, progress))),
    notes: allowed.includes('approveCutover') ? [`The cutover waits for a person: backlot approve ${environment}`] : [],
  };
}

async function spawnRows(client: Client, workflowId: string): Promise<Pick<LiveView, 'phase' | 'rows' | 'notes'>> {
  const progress = await ask<SpawnProgress>(client, workflowId, 'progress');
  const { environment, phase, steps, approvals, allowed } = progress;
  const waiting = approvals.map(({ plans }) => {
    const stacks = plans.map(({ stack }) => stack).join(', ');
    return `${stacks} waits for a person: backlot approve ${environment}, or backlot reject ${environment}`;
  });
  const failed = allowed.includes('retryStep')
    ? [`A step failed and waits for a person: backlot retry ${environment} STEP, or backlot abandon ${environment}`]
    : [];
  return {
    phase,
    rows: steps.map(({ name, state, startedAt, endedAt, detail: more }): LiveRow => ({
      name,
      state,
      ...(startedAt === undefined ? {} : { since: startedAt }),
      ...(endedAt === undefined ? {} : { until: endedAt }),
      ...detail(more),
    })),
    notes: [...progress.notes, ...waiting, ...failed],
  };
}

/** A database's row; while another workflow works for it, with that one's step. */
async function databaseRow(client: Client, progress: DatabaseProgress): Promise<LiveRow> {
  const { database, step, workflowId, dataTime, error } = progress;
  const row = { name: database, state: step, ...detail(error ?? (dataTime && `data of ${dataTime}`)) };
  if (workflowId === undefined) return row;
  try {
    const description = await client.workflow.getHandle(workflowId).describe();
    const { rows } = await stepRows(client, description);
    const current = rows.findLast(({ state }) => state === 'running' || state === 'failed');
    if (current === undefined) return row;
    const { name, since, scrub } = current;
    return { ...row, step: name, ...(since === undefined ? {} : { since }), ...(scrub === undefined ? {} : { scrub }) };
  } catch {
    return row;
  }
}

async function stepRows(
  client: Client,
  description: WorkflowExecutionDescription,
): Promise<Pick<LiveView, 'rows' | 'notes'>> {
  const { steps, notes } = await ask<StepsView>(client, description.workflowId, 'steps');
  const scrub = scrubProgressOf(description);
  const rows = steps.map(({ name, state, startedAt, endedAt, detail: more }): LiveRow => {
    return {
      name,
      state,
      ...(startedAt === undefined ? {} : { since: startedAt }),
      ...(endedAt === undefined ? {} : { until: endedAt }),
      ...(scrub === undefined || state !== 'running' ? {} : { scrub }),
      ...detail(more),
    };
  });
  return { rows, notes };
}

function ask<T>(client: Client, workflowId: string, query: string): Promise<T> {
  return client.withDeadline(Date.now() + answerLimitMs, () => client.workflow.getHandle(workflowId).query<T>(query));
}

function detail(text: string | undefined): { detail?: string } {
  return text === undefined || text === '' ? {} : { detail: text };
}

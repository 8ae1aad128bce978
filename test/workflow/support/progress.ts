import type { WorkflowHandle } from '@temporalio/client';
import { expect } from 'vitest';
import type { RefreshPhase, RefreshProgress } from '../../../domain/messages/refresh.js';
import type { Stage } from './stage.js';

const pollOptions = { timeout: 60_000, interval: 50 } as const;

/** Waits until a refresh is in a phase. */
export async function reach(handle: WorkflowHandle, phase: RefreshPhase): Promise<void> {
  await expect.poll(async () => (await progressOf(handle)).phase, pollOptions).toBe(phase);
}

/** Waits until the databases of a refresh are at the given steps, in the order of the account file. */
export async function reachSteps(handle: WorkflowHandle, steps: readonly string[]): Promise<void> {
  const current = async () => (await progressOf(handle)).databases.map(({ step }) => step);
  await expect.poll(current, pollOptions).toEqual(steps);
}

/** What a refresh says of itself. */
export function progressOf(handle: WorkflowHandle): Promise<RefreshProgress> {
  return handle.query<RefreshProgress>('progress');
}

/**
 * Starts a refresh that holds its environment and does nothing else until it is approved: it has no databases, and its
 * account file asks for an approval.
 */
export async function holdEnvironment(
  stage: Stage,
  { workflowId }: { workflowId?: string } = {},
): Promise<Awaited<ReturnType<typeof stage.start<'refreshEnvironment'>>>> {
  askForNothingButApproval(stage);
  const account = stage.fleet.environment.name;
  const options = workflowId === undefined ? {} : { workflowId };
  const handle = await stage.start('refreshEnvironment', [{ account }], options);
  await reach(handle, 'waiting for approval');
  return handle;
}

/** Makes every refresh of the stage one that only holds its environment. */
export function askForNothingButApproval({ fleet }: Stage): void {
  fleet.databases = [];
  requireApproval({ fleet });
}

/** Makes the account file ask for an approval of every cutover. */
export function requireApproval({ fleet }: Pick<Stage, 'fleet'>): void {
  fleet.environment = { ...fleet.environment, cutover: { ...fleet.environment.cutover, approval: true } };
}

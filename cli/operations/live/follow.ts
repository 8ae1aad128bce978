import { setTimeout as delay } from 'node:timers/promises';
import { ServiceError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { BacklotError } from '../../../domain/errors.js';
import type { LiveView } from './live-view.js';
import { readLiveView } from './read-live-view.js';

/** How an operation is followed. */
export interface FollowOptions {
  readonly client: Client;
  readonly workflowId: string;
  /** Is told every look, with the one before it. */
  readonly show: (view: LiveView, previous: LiveView | undefined) => void;
  /** Stops following, not the work. */
  readonly detach: AbortSignal;
  readonly intervalMs: number;
}

/**
 * Looks at an operation again and again until it has ended, and returns the last look; `undefined` when detached. A
 * server that is away for a while is waited for.
 *
 * @throws {BacklotError} `NotFound` when there is no such operation.
 */
export async function follow(options: FollowOptions): Promise<LiveView | undefined> {
  const { client, workflowId, show, detach, intervalMs } = options;
  let previous: LiveView | undefined;
  while (!detach.aborted) {
    const view = await look(client, workflowId, previous);
    show(view, previous);
    if (view.status !== 'running') return view;
    previous = view;
    await delay(intervalMs, undefined, { signal: detach }).catch(() => undefined);
  }
  return undefined;
}

async function look(client: Client, workflowId: string, previous: LiveView | undefined): Promise<LiveView> {
  try {
    return await readLiveView(client, workflowId, previous);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) {
      throw new BacklotError(
        'NotFound',
        `There is no operation ${workflowId}: it never ran, or is older than the server remembers. See: backlot status`,
      );
    }
    if (previous === undefined || !(error instanceof ServiceError)) throw error;
    return { ...previous, notes: ['The Temporal server does not answer now; trying again.'] };
  }
}

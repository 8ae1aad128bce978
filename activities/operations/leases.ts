import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { leaseId, type LeaseHolder } from '../../domain/messages/lease.js';
import type { ActivityDependencies } from '../dependencies.js';
import { NotReadyError } from '../edge/not-ready.js';

/** Activities that look at other workflows: who holds what, and whether they still run. */
export function createLeaseActivities({ temporal, timings }: ActivityDependencies) {
  return {
    /**
     * Looks once whether a holder's current run has ended. By workflow id and not by run, because a reset ends one run
     * and opens the next, and the lease must survive that.
     */
    async awaitHolderGone({ holder }: { holder: string }): Promise<void> {
      if (!(await isOpen(temporal, holder))) return;
      throw new NotReadyError(`held by ${holder}`, timings.leasePollMs);
    },

    /** Tells who holds a resource and whether that holder is still open. */
    async describeLease({ resource }: { resource: string }): Promise<LeaseHolder> {
      try {
        const description = await temporal.workflow.getHandle(leaseId(resource)).describe();
        const holder = description.memo?.['holder'];
        if (description.status.name !== 'RUNNING' || typeof holder !== 'string') return { holderOpen: false };
        return { holder, holderOpen: await isOpen(temporal, holder) };
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return { holderOpen: false };
        throw error;
      }
    },

    /** Looks once whether another workflow has ended, whatever its result. */
    async awaitWorkflowClosed({ workflowId }: { workflowId: string }): Promise<void> {
      if (!(await isOpen(temporal, workflowId))) return;
      throw new NotReadyError(`${workflowId} is running`, timings.leasePollMs);
    },
  };
}

/** Tells whether the current run of a workflow id is open. */
export async function isOpen(temporal: Client, workflowId: string): Promise<boolean> {
  try {
    return (await temporal.workflow.getHandle(workflowId).describe()).status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

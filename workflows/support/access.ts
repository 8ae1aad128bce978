import { accessItem } from '../../domain/access/assignments.js';
import type { AccessAt, Assignment } from '../../domain/messages/access.js';
import { changes, waits } from './activities.js';

/** The operation that changes who may enter an account, and who wanted it. */
export interface AccessBy {
  readonly operationId: string;
  readonly requestedBy?: string;
}

/** Gives assignments, one after the other: AWS works on one of a permission set in an account at a time. */
export async function letIn(at: AccessAt, by: AccessBy, assignments: readonly Assignment[]): Promise<void> {
  if (assignments.length === 0) return;
  const { environment, accountId } = at;
  await changes.recordAccess({ environment, accountId, ...by, assignments });
  for (const assignment of assignments) {
    const { requestId } = await changes.giveAccess({ ...at, assignment });
    if (requestId !== undefined) await waits.awaitAccessGiven({ ...at, assignment, requestId });
  }
}

/** Takes assignments away, one after the other, after they were written down as everything is that goes. */
export async function shutOut(at: AccessAt, by: AccessBy, assignments: readonly Assignment[]): Promise<void> {
  if (assignments.length === 0) return;
  const { environment, accountId } = at;
  await changes.recordDeletions({ environment, accountId, ...by, items: assignments.map(accessItem) });
  for (const assignment of assignments) {
    const { requestId } = await changes.takeAccess({ ...at, assignment });
    if (requestId !== undefined) await waits.awaitAccessTaken({ ...at, assignment, requestId });
  }
}

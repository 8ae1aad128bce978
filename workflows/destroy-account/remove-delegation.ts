import type { DestroyItem } from '../../domain/messages/destroy.js';
import { changes } from '../support/activities.js';
import { teardown as teardownActivities } from '../support/terraform.js';
import type { Teardown } from './remove-items.js';

/**
 * Takes the environment's name out of the parent zone, and waits until every name server has forgotten it, before the
 * zone that it points to can go.
 */
export async function removeDelegation(
  { target, operationId, requestedBy }: Teardown,
  items: readonly DestroyItem[],
): Promise<void> {
  if (items.length === 0) return;
  const { environment, accountId } = target;
  const by = { operationId, ...(requestedBy === undefined ? {} : { requestedBy }) };
  await changes.recordDeletions({ environment, accountId, ...by, items });
  const { changeId } = await teardownActivities().removeDelegation(target);
  if (changeId !== undefined) await teardownActivities().awaitDelegationGone({ ...target, changeId });
}

import { accessItem } from '../../domain/access/assignments.js';
import { keyOf } from '../../domain/destroy-plan.js';
import type { Assignment } from '../../domain/messages/access.js';
import type { DestroyTarget } from '../../domain/messages/destroy.js';
import { shutOut } from '../support/access.js';
import { reads } from '../support/activities.js';
import { failure } from '../support/failure.js';
import type { Teardown } from './remove-items.js';

/** Lists who may enter an account by the fleet's permission sets; nobody where Backlot lets nobody in. */
export async function accessOf({ environment, accountId, access }: DestroyTarget): Promise<readonly Assignment[]> {
  if (access === undefined) return [];
  const { assignments } = await reads.listAccess({ environment, accountId, center: access });
  return assignments;
}

/**
 * Shuts out those who may enter the account, late: whoever finds that something stays must still get in.
 *
 * @throws `PlanChanged` when somebody was let in who was not in the plan that somebody has seen.
 */
export async function removeAccess({ target, allowed, operationId, requestedBy }: Teardown): Promise<void> {
  const { environment, accountId, access } = target;
  if (access === undefined) return;
  const assignments = await accessOf(target);
  const unseen = assignments.map(accessItem).filter((item) => !allowed.has(keyOf(item)));
  if (unseen.length > 0) {
    throw failure(
      'PlanChanged',
      `${unseen.map(keyOf).slice(0, 10).join(', ')} came after the plan was made, so the teardown stopped. ` +
        'Look again with backlot destroy, and give the new digest.',
    );
  }
  const by = { operationId, ...(requestedBy === undefined ? {} : { requestedBy }) };
  await shutOut({ environment, accountId, center: access }, by, assignments);
}

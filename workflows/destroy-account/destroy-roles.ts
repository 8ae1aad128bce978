import { bootstrapRole } from '../../domain/built-in.js';
import { removable } from '../../domain/destroy-plan.js';
import { changes, reads } from '../support/activities.js';
import { failure } from '../support/failure.js';
import { teardown as teardownActivities } from '../support/terraform.js';
import { destroyStack } from './destroy-stacks.js';
import { stacksOf } from './plan-destroy.js';
import { removeItems, type Teardown } from './remove-items.js';

/**
 * Takes away Backlot's own roles, last of all, as the role that the account was born with, and looks whether nothing is
 * left. Returns false, and changes nothing, when that role is gone: somebody must always be able to enter the account.
 *
 * @throws `ResourceFailed` when something is left after all.
 */
export async function destroyRoles(teardown: Teardown): Promise<boolean> {
  const { target } = teardown;
  const { environment, accountId } = target;
  const { open } = await reads.findWayIn({ accountId });
  if (!open) return false;
  await changes.openBootstrap({ environment, accountId });
  const roles = (await stacksOf(target)).find(({ role }) => role === bootstrapRole);
  if (roles !== undefined) await destroyStack(teardown, roles, 'roles');
  await removeItems(teardown, 'roles', bootstrapRole);
  const { ours, foreign } = await teardownActivities().listAccount({ ...target, role: bootstrapRole });
  const left = removable([...ours, ...foreign]);
  if (left.length === 0) return true;
  throw failure(
    'ResourceFailed',
    `The account is not empty: ${left
      .slice(0, 10)
      .map(({ type, id }) => `${type} ${id}`)
      .join(', ')}. It came while the account was emptied; look who made it, and start again.`,
  );
}

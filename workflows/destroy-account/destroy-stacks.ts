import { beyondPlan } from '../../domain/destroy-plan.js';
import type { DestroyItem } from '../../domain/messages/destroy.js';
import type { StackSlice } from '../../domain/messages/stacks.js';
import { orderStacks } from '../../domain/stacks/order-stacks.js';
import { changes } from '../support/activities.js';
import { failure } from '../support/failure.js';
import { terraform } from '../support/terraform.js';
import { together } from '../support/together.js';
import { endFreshnessMs, stacksOf } from './plan-destroy.js';
import type { Teardown } from './remove-items.js';

/**
 * Destroys the stacks of an environment, but for its roles, each before those that it was built on and side by side with
 * those that do not need each other.
 */
export async function destroyStacks(teardown: Teardown, seen: readonly DestroyItem[]): Promise<void> {
  for (const wave of orderStacks(await stacksOf(teardown.target)).toReversed()) {
    const stacks = wave.filter(({ role }) => role !== 'BacklotBootstrap');
    await together(stacks, (stack) => destroyStack(teardown, stack, seen));
  }
}

/**
 * Destroys one stack by the plan that the look has made, or by a new one when the state or anything else that it was made
 * of has changed since, and lets nothing go that nobody has seen.
 */
export async function destroyStack(
  { target, operationId, requestedBy }: Teardown,
  stack: StackSlice,
  seen: readonly DestroyItem[] | 'roles',
): Promise<void> {
  const plan = await terraform().planStack({ operationId, stack, destroy: true, freshnessMs: endFreshnessMs });
  if (plan.outcome !== 'changes') return;
  const { counts } = plan.summary;
  const { delete: deletes = 0, forget: _forgotten, ...others } = counts;
  const phase = seen === 'roles' ? 'roles' : 'stacks';
  const item: DestroyItem = { phase, type: 'stack', id: stack.name, region: stack.region, deletes };
  const isUnseen = seen !== 'roles' && beyondPlan(seen, [item]).length > 0;
  if (isUnseen || Object.values(others).some((count) => count > 0)) {
    throw failure(
      'PlanChanged',
      `The end of ${stack.name} would now do ${JSON.stringify(counts)}, which nobody has seen; the teardown stopped. ` +
        'Look again with backlot destroy, and give the new digest.',
    );
  }
  const { environment, accountId } = target;
  const by = { operationId, ...(requestedBy === undefined ? {} : { requestedBy }) };
  await changes.recordDeletions({ environment, accountId, ...by, items: [item] });
  await terraform().applyStack({ operationId, stack, digest: plan.digest });
}

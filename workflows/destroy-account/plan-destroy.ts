import { accessItem } from '../../domain/access/assignments.js';
import { bootstrapRole } from '../../domain/built-in.js';
import { planItems, removable } from '../../domain/destroy-plan.js';
import type {
  AccountListing,
  DestroyItem,
  DestroyPlan,
  DestroyTarget,
  ForeignChoice,
  Staying,
} from '../../domain/messages/destroy.js';
import type { StackRole, StackSlice } from '../../domain/messages/stacks.js';
import { changes, reads } from '../support/activities.js';
import { failure } from '../support/failure.js';
import { pool } from '../support/pool.js';
import { teardown, terraform } from '../support/terraform.js';
import { accessOf } from './remove-access.js';

/** What was found, and what of it would go. */
export interface PlannedDestroy {
  /** The role that the account is worked in as. */
  readonly role: StackRole;
  readonly plan: DestroyPlan;
  /** What would stay, because it is not Backlot's. */
  readonly staying: readonly Staying[];
}

const stacksAtOnce = 4;

/**
 * How old the plan of a stack's end may be that a teardown believes instead of planning it again. It counts only for the
 * very same state, configuration and values, which is asked once more when it is applied.
 */
export const endFreshnessMs = 15 * 60_000;

/**
 * Looks at everything that an environment has, and says what would go. Changes nothing.
 *
 * @param freshnessMs how old plans of stacks may be; 0 makes them anew.
 */
export async function planDestroy(
  target: DestroyTarget,
  leftovers: ForeignChoice,
  operationId: string,
  freshnessMs: number,
): Promise<PlannedDestroy> {
  const { environment, accountId } = target;
  const role = await enter(target);
  const { ids } = await reads.findSchedules({ environment });
  const { delegated } = await teardown().isDelegated(target);
  const listing = await teardown().listAccount({ ...target, role });
  const others: DestroyItem[] = [
    ...ids.map((id): DestroyItem => ({ phase: 'schedules', type: 'schedule', id, region: 'global' })),
    ...(delegated ? [delegationOf(target)] : []),
    ...(await accessOf(target)).map(accessItem),
    // Where BacklotDeploy is not, no stack is any more, or none has ever been.
    ...(role === 'BacklotDeploy' ? await stackItems(await stacksOf(target), operationId, freshnessMs) : []),
  ];
  return {
    role,
    plan: { environment, accountId, leftovers, items: planItems(listing, others, leftovers) },
    staying: leftovers === 'leave' ? stayingOf(listing) : [],
  };
}

/** Finds the role that lets us in. The account may have no roles of ours yet, or not any more. */
async function enter({ environment, accountId, regions: [region = ''] }: DestroyTarget): Promise<StackRole> {
  const asDeploy = await teardown().mayEnter({ account: accountId, region, role: 'BacklotDeploy' });
  if (asDeploy.open) return 'BacklotDeploy';
  const { open } = await reads.findWayIn({ accountId });
  if (open) {
    await changes.openBootstrap({ environment, accountId });
    return bootstrapRole;
  }
  throw failure(
    'AccessDenied',
    `Account ${accountId} has neither BacklotDeploy nor BacklotBootstrap, so nobody can look into it. Make ` +
      'BacklotBootstrap again, as docs/accounts.md says, and start again.',
  );
}

/** The stacks of an environment, the first to go first. */
export async function stacksOf({ environment, accountId, fleet }: DestroyTarget): Promise<StackSlice[]> {
  return (await terraform().synthesizeStacks({ environment, accountId, fleet })).toReversed();
}

/** Says why what is not Backlot's stays. */
export function stayingOf({ foreign }: AccountListing): Staying[] {
  return removable(foreign).map(({ type, id, region }) => ({ type, id, region, reason: 'not made by Backlot' }));
}

function delegationOf({ zone: { name } }: DestroyTarget): DestroyItem {
  return { phase: 'delegation', type: 'delegation', id: name, region: 'global' };
}

/** Plans the end of every stack. One that was never applied, or waits for one that was not, has nothing to lose. */
async function stackItems(
  stacks: readonly StackSlice[],
  operationId: string,
  freshnessMs: number,
): Promise<DestroyItem[]> {
  const planned = await pool(stacks, stacksAtOnce, async (stack): Promise<DestroyItem[]> => {
    // The stack of roles can only be planned as a role that may be gone; it is told by the roles themselves.
    if (stack.role === 'BacklotBootstrap') return [];
    const plan = await terraform().planStack({ operationId, stack, destroy: true, freshnessMs });
    if (plan.outcome !== 'changes') return [];
    const deletes = plan.summary.counts.delete ?? 0;
    return [{ phase: 'stacks', type: 'stack', id: stack.name, region: stack.region, deletes }];
  });
  return planned.flatMap((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

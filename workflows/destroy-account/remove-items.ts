import { isCancellation } from '@temporalio/workflow';
import { keyOf, phaseOf, removable } from '../../domain/destroy-plan.js';
import type { AccountListing, DestroyPhase, DestroyTarget, Staying } from '../../domain/messages/destroy.js';
import type { FoundAt } from '../../domain/messages/listing.js';
import type { StackRole } from '../../domain/messages/stacks.js';
import { changes } from '../support/activities.js';
import { failure, summarize } from '../support/failure.js';
import { pool } from '../support/pool.js';
import { teardown as teardownActivities } from '../support/terraform.js';
import { stayingOf } from './plan-destroy.js';

/** A teardown that was let begin. */
export interface Teardown {
  readonly target: DestroyTarget;
  readonly operationId: string;
  readonly requestedBy?: string;
  /** The role that the account is worked in as. */
  readonly role: StackRole;
  /** What somebody has seen and let go, by {@link keyOf}. */
  readonly allowed: ReadonlySet<string>;
}

const removalsAtOnce = 5;

/**
 * Takes away what finders find of one part, type by type, and returns what stays. Looks anew first: most of it has gone
 * with its stack.
 *
 * @throws `PlanChanged` when something of ours was not in the plan that somebody has seen.
 */
export async function removeItems(
  teardown: Teardown,
  phase: DestroyPhase | 'nothing',
  role = teardown.role,
): Promise<Staying[]> {
  const { target, allowed } = teardown;
  const listing = await teardownActivities().listAccount({ ...target, role });
  if (phase === 'nothing') return stayingOf(listing);
  const found = removable(ofPhase(listing, phase));
  const unseen = found.filter((each) => !allowed.has(keyOf(each)));
  if (phase !== 'foreign' && unseen.length > 0) throw unknown(unseen);
  const staying: Staying[] = [];
  if (phase === 'foreign') staying.push(...unseen.map((each) => stays(each, 'came after the plan was made')));
  const types = [...new Set(found.map(({ type }) => type))];
  for (const type of types) {
    const group = found.filter((each) => each.type === type && allowed.has(keyOf(each)));
    await record(teardown, phase, group);
    const removed = await pool(group, removalsAtOnce, (each) => remove(teardown, each, role));
    removed.forEach((result, index) => {
      if (result.status === 'fulfilled') return;
      const each = group[index] as FoundAt;
      // What is not ours may be guarded by those whose it is; what is ours must go.
      if (phase !== 'foreign' || isCancellation(result.reason)) throw result.reason;
      staying.push(stays(each, summarize(result.reason).message));
    });
  }
  return staying;
}

function ofPhase({ ours, foreign }: AccountListing, phase: DestroyPhase): readonly FoundAt[] {
  return phase === 'foreign' ? foreign : ours.filter((found) => phaseOf(found) === phase);
}

async function record(
  { target: { environment, accountId }, operationId, requestedBy }: Teardown,
  phase: DestroyPhase,
  group: readonly FoundAt[],
): Promise<void> {
  const items = group.map(({ type, id, region }) => ({ phase, type, id, region }));
  if (items.length === 0) return;
  const by = { operationId, ...(requestedBy === undefined ? {} : { requestedBy }) };
  await changes.recordDeletions({ environment, accountId, ...by, items });
}

/** Databases and the names that lead to them are BacklotData's, whose session the main queue's workers take. */
async function remove({ target }: Teardown, found: FoundAt, role: StackRole): Promise<void> {
  const [first = ''] = target.regions;
  const region = found.region === 'global' ? first : found.region;
  const as = (name: string) => ({ found, place: { account: target.accountId, region, role: name } });
  if (phaseOf(found) === 'databases') await changes.removeData(as('BacklotData'));
  else await teardownActivities().removeFound(as(role));
  // BacklotData sees only what it works with.
  await teardownActivities().awaitRemoved(as(role));
}

function stays({ type, id, region }: FoundAt, reason: string): Staying {
  return { type, id, region, reason };
}

function unknown(unseen: readonly FoundAt[]): Error {
  return failure(
    'PlanChanged',
    `${unseen.map(keyOf).slice(0, 10).join(', ')} came after the plan was made, so the teardown stopped. ` +
      'Look again with backlot destroy, and give the new digest.',
  );
}

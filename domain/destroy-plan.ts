import { boundaryPolicy, ownRoles } from './built-in.js';
import {
  destroyPhases,
  type AccountListing,
  type DestroyItem,
  type DestroyPhase,
  type ForeignChoice,
} from './messages/destroy.js';
import type { Found, FoundAt } from './messages/listing.js';
import { removalOrder } from './removal-order.js';
import type { FinderType } from './stacks/finder-types.js';

/** What BacklotData looks after: databases and what every refresh makes around them. */
const dataTypes: readonly FinderType[] = [
  'aws_db_instance',
  'aws_db_snapshot',
  'aws_db_parameter_group',
  'aws_secretsmanager_secret',
];

/** Tells which part of a teardown takes something of ours away. */
export function phaseOf(found: Pick<Found, 'type' | 'name' | 'partOf' | 'importId'>): DestroyPhase {
  if (dataTypes.includes(found.type)) return 'databases';
  // The names that clients reach databases by; only BacklotData may move them.
  if (found.type === 'aws_route53_record' && found.importId.endsWith('_CNAME')) return 'databases';
  return isOwnRight(found) ? 'roles' : 'resources';
}

/** Whether something belongs to Backlot's own roles in the account, which everything else goes through. */
function isOwnRight({ type, name, partOf }: Pick<Found, 'type' | 'name' | 'partOf'>): boolean {
  if (type === 'aws_iam_policy') return name === boundaryPolicy;
  const role = type === 'aws_iam_role' ? name : type === 'aws_iam_role_policy' ? partOf : undefined;
  return ownRoles.some((own) => own === role);
}

/** Lists what of a listing can be deleted by itself, in the order in which it can go. */
export function removable(found: readonly FoundAt[]): FoundAt[] {
  return found
    .filter(({ type }) => removalOrder.includes(type))
    .toSorted(
      (one, other) =>
        removalOrder.indexOf(one.type) - removalOrder.indexOf(other.type) ||
        one.region.localeCompare(other.region) ||
        one.id.localeCompare(other.id),
    );
}

/** Puts together what would go: schedules, stacks and the delegation besides what finders have found. */
export function planItems(
  { ours, foreign }: AccountListing,
  others: readonly DestroyItem[],
  leftovers: ForeignChoice,
): DestroyItem[] {
  const item = (phase: DestroyPhase, { type, id, region }: FoundAt): DestroyItem => ({ phase, type, id, region });
  const items = [
    ...others,
    ...removable(ours).map((found) => item(phaseOf(found), found)),
    ...(leftovers === 'delete' ? removable(foreign).map((found) => item('foreign', found)) : []),
  ];
  return items.toSorted((one, other) => destroyPhases.indexOf(one.phase) - destroyPhases.indexOf(other.phase));
}

/** The words by which one thing is told from all others. */
export function keyOf({ type, id, region }: Pick<DestroyItem, 'type' | 'id' | 'region'>): string {
  return `${type} ${id} ${region}`;
}

/** Lists what would go now and was not in the plan that somebody has seen; a stack may only lose resources. */
export function beyondPlan(seen: readonly DestroyItem[], now: readonly DestroyItem[]): DestroyItem[] {
  const known = new Map(seen.map((item) => [keyOf(item), item]));
  return now.filter((item) => {
    const before = known.get(keyOf(item));
    return before === undefined || (item.deletes ?? 0) > (before.deletes ?? 0);
  });
}

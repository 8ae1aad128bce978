import { BacklotError } from '../../domain/errors.js';
import type { Place } from '../../domain/messages/slices.js';
import { wellKnown } from '../../domain/names.js';
import { tagKeys } from '../../domain/tags.js';
import { aroundCalls, type AnyClient, type Call } from './any-client.js';

/** What the fleet allows the source role beyond the fixed list. */
export interface SourceGuard {
  /** Every client of this account is guarded, whatever its role is called. */
  readonly productionAccount: string;
  /** The only account that a snapshot may be shared with. */
  readonly cleanroomAccount: string;
  /** Point-in-time sources need a temporary instance in production; off unless the fleet says so. */
  readonly temporaryInstances: boolean;
}

type Input = Call['input'];
type Rule = (input: Input, guard: SourceGuard) => boolean;

// Invariants: nothing is shared but a copy of ours under the share key, with nobody but the clean room; nothing is
// deleted but what carries our name; nothing of production's own is changed.
const rules: Readonly<Record<string, Rule>> = {
  DescribeDBInstances: () => true,
  DescribeDBSnapshots: () => true,
  DescribeDBSnapshotAttributes: () => true,
  DescribeDBParameters: () => true,
  DescribeAccountAttributes: () => true,
  DescribeSecurityGroups: (_, guard) => guard.temporaryInstances,
  ListTagsForResource: () => true,
  CreateDBSnapshot: (input) => ours(input['DBSnapshotIdentifier']) && taggedAtBirth(input),
  CopyDBSnapshot: (input) =>
    ours(input['TargetDBSnapshotIdentifier']) &&
    taggedAtBirth(input) &&
    input['KmsKeyId'] === wellKnown.shareKey &&
    input['CopyTags'] !== true,
  ModifyDBSnapshotAttribute: (input, guard) =>
    ours(input['DBSnapshotIdentifier']) &&
    input['AttributeName'] === 'restore' &&
    list(input['ValuesToAdd']).every((account) => account === guard.cleanroomAccount),
  DeleteDBSnapshot: (input) => ours(input['DBSnapshotIdentifier']),
  RestoreDBInstanceToPointInTime: (input, guard) =>
    guard.temporaryInstances &&
    ours(input['TargetDBInstanceIdentifier']) &&
    taggedAtBirth(input) &&
    ours(input['DBParameterGroupName']) &&
    input['PubliclyAccessible'] === false,
  DeleteDBInstance: (input, guard) => guard.temporaryInstances && ours(input['DBInstanceIdentifier']),
};

/** Tells whether the source role may send a call; pure, so that it can be tested as a table. */
export function sourceCallAllowed(action: string, input: Input, guard: SourceGuard): boolean {
  return Object.hasOwn(rules, action) && (rules[action]?.(input, guard) ?? false);
}

/** Makes a client refuse, before anything leaves the process, every call that is not on the source role's list. */
export function guardSource(client: AnyClient, place: Place, guard: SourceGuard): void {
  aroundCalls(client, { name: 'backlotSourceGuard', priority: 'high' }, async (send, { action, input }) => {
    if (!sourceCallAllowed(action, input, guard)) {
      throw new BacklotError(
        'GuardRefused',
        `${action} was not sent: role ${place.role} may not do this in production account ${place.account}. ` +
          'Nothing was changed. This is a defect in the caller; report it.',
      );
    }
    return await send();
  });
}

function ours(identifier: unknown): boolean {
  return typeof identifier === 'string' && identifier.startsWith('backlot-');
}

function taggedAtBirth(input: Input): boolean {
  const keys = list(input['Tags']).map((tag) => (tag as { Key?: string }).Key);
  return [tagKeys.kind, tagKeys.operation, tagKeys.destroyBy].every((key) => keys.includes(key));
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

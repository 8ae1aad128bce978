import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { BacklotError } from '../../domain/errors.js';
import { belongsTo } from '../../domain/belongs-to.js';
import type { AccountListing, DestroyTarget } from '../../domain/messages/destroy.js';
import type { FoundAt } from '../../domain/messages/listing.js';
import type { Place } from '../../domain/messages/slices.js';
import { requireUnprotected } from '../accounts/protect.js';
import { awsErrorCode, awsErrorName, isInUse } from '../aws/error-names.js';
import type { ActivityDependencies } from '../dependencies.js';
import { NotReadyError } from '../edge/not-ready.js';
import { waitedMs } from '../edge/waited.js';
import { createReach } from '../finders/finder.js';
import { findEverything, finders } from '../finders/registry.js';

/** A listing is as large as an account, and must fit into the history. */
const mostListed = 5_000;

/** What AWS lets go some time after its last user has gone: interfaces take the longest, nearly an hour. */
const longestRemovalMs = 2 * 3_600_000;

/** An account to be looked through, and as which role. */
export interface ContentsOf extends Pick<DestroyTarget, 'environment' | 'organization' | 'accountId' | 'regions'> {
  readonly role: string;
}

/** One thing to be taken away. */
export interface RemovalInput {
  readonly found: FoundAt;
  readonly place: Place;
}

/** Activities that list what is in an account, for the Terraform queue. */
export function createContentsActivities({ aws, accounts }: Pick<ActivityDependencies, 'aws' | 'accounts'>) {
  return {
    /** Tells whether an account lets us in as a role: it may not have it yet, or not any more. */
    async mayEnter(place: Place): Promise<{ open: boolean }> {
      requireUnprotected(place.account, accounts);
      try {
        await aws.ec2(place).send(new DescribeVpcsCommand({}));
        return { open: true };
      } catch (error) {
        if (awsErrorCode(error) === 'AccessDenied') return { open: false };
        throw error;
      }
    },

    /**
     * Lists what is in an account, by whose it is; what AWS and the organisation made is left out. Only types with a
     * finder are seen.
     *
     * @throws {BacklotError} `NoRoom` when there is more than one operation can work through.
     */
    async listAccount({ regions, role, ...of }: ContentsOf): Promise<AccountListing> {
      requireUnprotected(of.accountId, accounts);
      const places = regions.map((region) => ({ account: of.accountId, region, role }));
      const found = await findEverything(aws, places);
      const as = (wanted: string) => found.filter((each) => belongsTo(of, each) === wanted);
      const listing = { ours: as('ours'), foreign: as('foreign'), ending: as('ending') };
      const count = listing.ours.length + listing.foreign.length + listing.ending.length;
      if (count <= mostListed) return listing;
      throw new BacklotError(
        'NoRoom',
        `Account ${of.accountId} holds ${count} things; a teardown works through ${mostListed} at most. ` +
          'Have what is not Backlot’s deleted first.',
      );
    },
  };
}

type RemovalDependencies = Pick<ActivityDependencies, 'aws' | 'accounts' | 'timings'>;

/** Activities of the Terraform queue that take away what finders have found. */
export function createRemovalActivities(dependencies: RemovalDependencies) {
  const { aws, timings } = dependencies;
  return {
    /**
     * Begins the deletion of one thing; one that is gone needs nothing.
     *
     * @throws `NotReady` while something else still uses it: AWS lets it go only some time after that has gone;
     * `WaitTimedOut` after two hours of that.
     */
    async removeFound(input: RemovalInput): Promise<void> {
      await remove(dependencies, input);
    },

    /**
     * Looks once whether a thing is gone. A key counts once its deletion is scheduled.
     *
     * @throws `NotReady` while it is not; `WaitTimedOut` when it is still there after two hours.
     */
    async awaitRemoved({ found, place }: RemovalInput): Promise<void> {
      const now = await finders[found.type].list(createReach(aws, place));
      const left = now.find(({ id }) => id === found.id);
      if (left === undefined || (left.ending !== undefined && left.type === 'aws_kms_key')) return;
      throw stillThere(found, left.ending ?? 'still there', timings.instancePollMs);
    },
  };
}

/** Activities of the main queue that take away databases and what belongs to them, as BacklotData. */
export function createDataRemovalActivities(dependencies: RemovalDependencies) {
  return {
    /** Begins the deletion of one database, snapshot, group, secret or name; one that is gone needs nothing. */
    async removeData(input: RemovalInput): Promise<void> {
      await remove(dependencies, input);
    },
  };
}

async function remove({ aws, accounts, timings }: RemovalDependencies, { found, place }: RemovalInput): Promise<void> {
  requireUnprotected(place.account, accounts);
  const { remove: begin, gone = [] } = finders[found.type];
  try {
    await begin?.(createReach(aws, place), found);
  } catch (error) {
    if (gone.includes(awsErrorName(error) ?? '')) return;
    if (!isInUse(error)) throw error;
    const words = error instanceof Error ? error.message : 'AWS says';
    throw stillThere(found, `still used: ${words}`, timings.instancePollMs);
  }
}

function stillThere({ type, id, region }: FoundAt, how: string, pollMs: number): Error {
  if (waitedMs() < longestRemovalMs) return new NotReadyError(`${type} ${id} is ${how}`, pollMs);
  return new BacklotError(
    'WaitTimedOut',
    `${type} ${id} in ${region} is ${how}, after ${longestRemovalMs / 3_600_000} hours, so the teardown stopped. ` +
      'Look in the account for what holds it, have that removed, and start again.',
    { type, id, region },
  );
}

import { isCancellation, log } from '@temporalio/workflow';
import type { LeftoversOf } from '../../domain/messages/sweep.js';
import { tagKeys } from '../../domain/tags.js';
import { reads } from './activities.js';
import { discardLeftover } from './discard-leftover.js';

/**
 * Clears what dead operations left half made: a terminated one clears nothing, and what it made takes room until the
 * next sweep. To be called while holding what is cleared. What carries this operation's own id is gone on with; what
 * cannot be deleted is left to the sweep, which tells of it.
 */
export async function clearHalfMade(of: LeftoversOf, operationId: string): Promise<void> {
  const found = await reads.findLeftovers(of);
  const halfMade = found.filter(({ due, tags }) => !due && tags[tagKeys.operation] !== operationId);
  await Promise.all(
    halfMade.map((leftover) =>
      discardLeftover(leftover).catch((error: unknown) => {
        if (isCancellation(error)) throw error;
        log.warn('a leftover was not cleared', { id: leftover.id, error });
      }),
    ),
  );
}

import { setCurrentDetails } from '@temporalio/workflow';
import type { Leftover, SweepInput, SweepResult, SweptLeftover } from '../domain/messages/sweep.js';
import { reads } from './support/activities.js';
import { discardLeftover } from './support/discard-leftover.js';
import { summarize } from './support/failure.js';
import { withLease } from './support/lease.js';
import { label, requireOptionalTexts } from './support/operation.js';

/**
 * Lists what Backlot created and no operation owns any more, and raw things past their age. With `apply: true` it
 * deletes them, an environment's under that environment's lease.
 */
export async function sweep(input: SweepInput = {}): Promise<SweepResult> {
  requireOptionalTexts(input, 'account');
  label({ phase: 'sweeping', ...(input.account === undefined ? {} : { environment: input.account }) });
  const found = await reads.findLeftovers(input.account === undefined ? {} : { account: input.account });
  if (input.apply !== true) return shown(found.map((leftover) => outcome(leftover, 'listed')));
  return shown(await clear(found));
}

/**
 * Does hourly what tags ask for: retires fenced generations and images whose time is over, and destroys raw things
 * that outlived their age, whoever made them and whatever became of their operation.
 */
export async function reap(): Promise<SweepResult> {
  label({ phase: 'reaping' });
  const found = await reads.findLeftovers({});
  return shown(await clear(found.filter(({ due }) => due)));
}

/** Clears leftovers, those of an environment while holding it; a busy environment is left for the next time. */
async function clear(leftovers: readonly Leftover[]): Promise<SweptLeftover[]> {
  const swept: SweptLeftover[] = [];
  for (const environment of new Set(leftovers.map((leftover) => leftover.environment))) {
    const group = leftovers.filter((leftover) => leftover.environment === environment);
    const work = () => clearGroup(group);
    if (environment === undefined) {
      swept.push(...(await work()));
      continue;
    }
    const leased = await withLease(environment, 'skip', work);
    swept.push(...('result' in leased ? leased.result : group.map((leftover) => outcome(leftover, 'busy'))));
  }
  return swept;
}

async function clearGroup(group: readonly Leftover[]): Promise<SweptLeftover[]> {
  const swept: SweptLeftover[] = [];
  for (const leftover of group) {
    try {
      await discardLeftover(leftover);
      swept.push(outcome(leftover, 'deleted'));
    } catch (error) {
      swept.push({ ...outcome(leftover, 'failed'), reason: `${leftover.reason}; ${summarize(error).message}` });
    }
  }
  return swept;
}

function outcome({ place, type, id, reason }: Leftover, result: SweptLeftover['outcome']): SweptLeftover {
  return { account: place.account, region: place.region, type, id, reason, outcome: result };
}

function shown(leftovers: readonly SweptLeftover[]): SweepResult {
  setCurrentDetails(
    [
      `${leftovers.length} leftovers`,
      '',
      '| account | region | type | id | outcome | reason |',
      '|---|---|---|---|---|---|',
      ...leftovers.map(
        (row) => `| ${row.account} | ${row.region} | ${row.type} | ${row.id} | ${row.outcome} | ${row.reason} |`,
      ),
    ].join('\n'),
  );
  return { leftovers };
}

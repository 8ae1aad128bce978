import type { EnvironmentAccount } from '../../domain/messages/spawn.js';
import { reads } from '../support/activities.js';
import { letIn, shutOut } from '../support/access.js';
import type { Spawn } from './spawn.js';
import type { SpawnState } from './spawn-state.js';

const step = 'access';

/**
 * Lets those into the account whom its file names, and shuts out whoever else came in by one of the fleet's permission
 * sets. Other permission sets are left alone, and so is an account that Backlot did not make.
 */
export async function applyAccess(
  { plan: { environment, access }, operationId, requestedBy }: Spawn,
  { accountId, ours }: EnvironmentAccount,
  state: SpawnState,
): Promise<void> {
  if (access === undefined) return;
  if (!ours) {
    state.set(step, 'skipped', 'Backlot did not make this account, so people decide who enters it');
    return;
  }
  state.enter('letting people in');
  const { center, grants } = access;
  const at = { environment, accountId, center };
  const by = { operationId, ...(requestedBy === undefined ? {} : { requestedBy }) };
  await state.step(
    step,
    async () => {
      const { give, take } = await reads.planAccess({ ...at, grants });
      await letIn(at, by, give);
      await shutOut(at, by, take);
      return { given: give.length, taken: take.length };
    },
    ({ given, taken }) => (given + taken === 0 ? 'as the file says' : `${given} given, ${taken} taken`),
  );
}

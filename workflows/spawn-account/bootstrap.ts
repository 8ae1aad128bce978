import type { EnvironmentAccount } from '../../domain/messages/spawn.js';
import type { StackSlice } from '../../domain/messages/stacks.js';
import { changes, waits } from '../support/activities.js';
import { terraform } from '../support/terraform.js';
import { applyStacks } from './apply-stacks.js';
import type { Spawn } from './spawn.js';
import type { SpawnState } from './spawn-state.js';

const open = 'open the account';
const close = 'close the account';

/**
 * Gives an account its own roles, once: as BacklotBootstrap, which is opened for it and deleted afterwards. From then on
 * only people change them. An account that Backlot did not make has its roles from a person, from the beginning.
 *
 * @param done gets the stack of roles, so that nobody else applies it.
 */
export async function bootstrap(
  spawn: Spawn,
  account: EnvironmentAccount,
  stacks: readonly StackSlice[],
  done: Set<string>,
  state: SpawnState,
): Promise<void> {
  const roles = stacks.find(({ role }) => role === 'BacklotBootstrap');
  if (roles === undefined) return;
  const { accountId } = account;
  const { environment } = spawn.plan;
  if (!account.ours) {
    state.set(roles.name, 'skipped', 'Backlot did not make this account, so a person applies its roles');
    done.add(roles.name);
    return;
  }
  if (account.bootstrapped === undefined) {
    await state.step(open, () => waits.openBootstrap({ environment, accountId }));
    await applyStacks(spawn, [roles], done, state, stacks);
  } else {
    if (account.bootstrapped !== roles.configuration) {
      state.note(
        `The roles of ${environment} are not what they would be made now. A person applies them: ` +
          `backlot bootstrap ${environment}`,
      );
    }
    state.set(roles.name, 'unchanged', 'applied once; people change it from then on');
    done.add(roles.name);
  }
  await state.step(close, async () => {
    // Recorded first: once the role is gone nobody can tell any more whether the roles came from it.
    if (account.bootstrapped === undefined) {
      await changes.recordBootstrapped({ accountId, bootstrapped: roles.configuration });
    }
    await terraform().removeBootstrapRole({ accountId });
  });
}

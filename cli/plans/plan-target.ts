import { BacklotError } from '../../domain/errors.js';
import { isOrganizationAccount } from '../../templates/blueprints/organization.js';
import { stackTarget, type StackTarget } from '../stacks/stack-target.js';

/**
 * Reads an environment's name, or that of one of its stacks, whose plan is wanted.
 *
 * @throws {BacklotError} `InvalidInput` for one of the organisation's own accounts.
 */
export function planTarget(name: string, stack: string | undefined): StackTarget {
  const target = stackTarget(name, stack);
  const { environment } = target;
  if (isOrganizationAccount(environment)) {
    throw new BacklotError(
      'InvalidInput',
      `The stacks of ${environment} are applied by a person with credentials of their own, and only what workers apply is ` +
        `planned here, so nothing was. Write them with backlot synth ${environment} -o out, and plan there with terraform.`,
    );
  }
  return target;
}

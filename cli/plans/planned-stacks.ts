import { BacklotError } from '../../domain/errors.js';
import { parseStackName } from '../../domain/stacks/stack-name.js';
import { isOrganizationAccount } from '../../templates/blueprints/organization.js';

/** What is to be planned. */
export interface PlanTarget {
  readonly environment: string;
  /** One stack of it; all when left out. */
  readonly stack?: string;
}

/**
 * Reads an environment's name, or that of one of its stacks.
 *
 * @throws {BacklotError} `InvalidInput` for one of the organisation's own accounts.
 */
export function planTarget(name: string, stack: string | undefined): PlanTarget {
  const named = parseStackName(name);
  const environment = named?.environment ?? name;
  if (isOrganizationAccount(environment)) {
    throw new BacklotError(
      'InvalidInput',
      `The stacks of ${environment} are applied by a person with credentials of their own, and only what workers apply is ` +
        `planned here, so nothing was. Write them with backlot synth ${environment} -o out, and plan there with terraform.`,
    );
  }
  const chosen = stack ?? (named && name);
  return { environment, ...(chosen === undefined ? {} : { stack: chosen }) };
}

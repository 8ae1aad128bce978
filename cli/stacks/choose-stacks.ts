import { BacklotError } from '../../domain/errors.js';
import { closest } from '../../domain/fleet/closest.js';
import { orderStacks } from '../../domain/stacks/order-stacks.js';
import type { StackDefinition } from '../../templates/define-stack.js';

/**
 * Puts an environment's stacks into the order they are applied in, and chooses one of them by its whole name or by what
 * follows the environment: `network.us-east-1`.
 *
 * @throws {BacklotError} `NotFound` with the stacks that there are.
 */
export function chooseStacks(stacks: readonly StackDefinition[], wanted?: string): StackDefinition[] {
  const ordered = orderStacks(stacks).flat();
  if (wanted === undefined) return ordered;
  const chosen = ordered.filter(({ name, target }) => name === wanted || name === `${target.environment}.${wanted}`);
  if (chosen.length > 0) return chosen;
  const names = ordered.map(({ name }) => name);
  const near = closest(wanted, names);
  throw new BacklotError(
    'NotFound',
    `There is no stack "${wanted}"${near === undefined ? '' : `; perhaps you meant ${near}`}. ` +
      `The stacks are ${names.join(', ')}.`,
  );
}

import { BacklotError } from '../../domain/errors.js';
import { closest } from '../../domain/fleet/closest.js';
import type { Account } from '../../domain/fleet/account.js';
import type { FleetContent } from '../../domain/fleet/fleet.js';
import type { AppliedBy, StackDefinition } from '../define-stack.js';
import { rolesStack } from '../stacks/roles-stack.js';
import type { Blueprint, BlueprintConfig } from './define-blueprint.js';
import { isOrganizationAccount, organizationAccounts, organizationStacks } from './organization.js';

/** Blueprints by name: those that come with Backlot and the fleet's own. */
export type Blueprints = ReadonlyMap<string, Blueprint>;

/**
 * The stacks of an environment, or of one of the organisation's own accounts, in no order.
 *
 * @throws {BacklotError} `NotFound` when the fleet has no such environment, or it has no blueprint.
 */
export function stacksOf(fleet: FleetContent, blueprints: Blueprints, name: string): readonly StackDefinition[] {
  if (isOrganizationAccount(name)) return organizationStacks(fleet, name);
  const account = Object.hasOwn(fleet.accounts, name) ? fleet.accounts[name] : undefined;
  if (account === undefined) throw unknown(fleet, name);
  return environmentStacks(fleet, account, blueprintOf(account, blueprints));
}

/**
 * The stacks of an environment: its roles, and what its blueprint composes.
 *
 * @throws {BacklotError} `InvalidFleet` when the account file's parameters do not fit.
 */
export function environmentStacks(
  fleet: FleetContent,
  account: Account,
  blueprint: Blueprint,
  rolesAppliedBy: AppliedBy = 'BacklotBootstrap',
): readonly StackDefinition[] {
  const read = blueprint.parameters.safeParse(account.parameters);
  if (!read.success) {
    throw new BacklotError(
      'InvalidFleet',
      `The parameters of ${account.account} do not fit the blueprint ${blueprint.name}. backlot validate says where; ` +
        'mend them in its account file.',
    );
  }
  const { accountId } = account;
  const config = {
    environment: account.account,
    ...(accountId === undefined ? {} : { accountId }),
    fleet,
    account,
    parameters: read.data,
  };
  const asked = (id: string) => ({
    BacklotDeploy: blueprint.permissions({ ...config, accountId: id }),
    BacklotRead: blueprint.reads({ ...config, accountId: id }),
  });
  const roles = rolesStack(config, asked, rolesAppliedBy);
  return [roles, ...ownStacks(blueprint, config)];
}

/** A blueprint written in JavaScript may return anything. */
function ownStacks(blueprint: Blueprint, config: BlueprintConfig): readonly StackDefinition[] {
  const stacks: unknown = blueprint.stacks(config);
  if (Array.isArray(stacks) && stacks.every(isStack)) return stacks;
  throw new BacklotError(
    'InvalidFleet',
    `its stacks are no list of stacks, so ${config.environment} has none. Return what defineStack() gives, in a list.`,
  );
}

function isStack(value: unknown): value is StackDefinition {
  return typeof value === 'object' && value !== null && 'target' in value && 'build' in value;
}

/** Chooses the blueprint of an account. @throws {BacklotError} `NotFound` when it has none. */
export function blueprintOf({ account, blueprint: name }: Account, blueprints: Blueprints): Blueprint {
  const found = name === undefined ? undefined : blueprints.get(name);
  if (found) return found;
  const what = name === undefined ? 'names no blueprint' : `names the blueprint ${name}, which there is not`;
  throw new BacklotError(
    'NotFound',
    `The account file of ${account} ${what}, so it has no stacks. Add \`blueprint:\` with one of ` +
      `${[...blueprints.keys()].toSorted().join(', ')}.`,
  );
}

function unknown({ accounts }: FleetContent, name: string): BacklotError {
  const known = [...Object.keys(accounts).toSorted(), ...organizationAccounts];
  const near = closest(name, known);
  return new BacklotError(
    'NotFound',
    `The fleet has no environment "${name}"${near === undefined ? '' : `; perhaps you meant ${near}`}. ` +
      `Stacks have ${known.join(', ')}.`,
  );
}

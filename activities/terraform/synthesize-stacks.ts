import { BacklotError } from '../../domain/errors.js';
import type { Fleet, FleetContent } from '../../domain/fleet/fleet.js';
import type { FleetRef } from '../../domain/messages/slices.js';
import type { StackRole, StackSlice } from '../../domain/messages/stacks.js';
import { orderStacks } from '../../domain/stacks/order-stacks.js';
import type { Blueprints } from '../../templates/blueprints/stacks-of.js';
import type { StateBucket } from './state-bucket.js';
import { storeConfiguration } from './stored-configuration.js';

/** Which stacks to synthesise. */
export interface SynthesizeInput {
  readonly environment: string;
  /** The environment's account, which its file may not know yet. */
  readonly accountId: string;
  /** The fleet that the operation was resolved from. */
  readonly fleet: FleetRef;
}

/**
 * Makes the stacks of an environment from the worker's fleet directory, and stores their configurations. Left out are those
 * that a person applies.
 *
 * @throws {BacklotError} `PlanChanged` when the fleet is no longer the one that the operation began with.
 */
export async function synthesizeStacks(
  bucket: StateBucket,
  readStacks: () => Promise<{ readonly fleet: Fleet; readonly blueprints: Blueprints }>,
  { environment, accountId, fleet: wanted }: SynthesizeInput,
): Promise<StackSlice[]> {
  const { fleet, blueprints } = await readStacks();
  if (fleet.digest !== wanted.digest) {
    throw new BacklotError(
      'PlanChanged',
      `The fleet has changed since the operation began: from revision ${wanted.revision.slice(0, 12)} to ` +
        `${fleet.revision.slice(0, 12)}. Nothing of ${environment} was planned; start the operation again.`,
    );
  }
  // The templates bring CDKTF with them, which other workers have no need of.
  const { stacksOf } = await import('../../templates/blueprints/stacks-of.js');
  const { synthesizeStack } = await import('../../templates/synth/synthesize-stack.js');
  const stacks = orderStacks(stacksOf(withAccount(fleet, environment, accountId), blueprints, environment)).flat();
  const slices: StackSlice[] = [];
  for (const stack of stacks) {
    const { name, imports, exports, after, target } = stack;
    if (!isApplied(target.role)) continue;
    const configuration = await storeConfiguration(bucket, environment, synthesizeStack(stack).json);
    const { region, role } = target;
    slices.push({ name, environment, accountId, region, role, configuration, imports, exports, after });
  }
  return slices;
}

function isApplied(role: string | undefined): role is StackRole {
  return role === 'BacklotBootstrap' || role === 'BacklotDeploy';
}

function withAccount(fleet: Fleet, environment: string, accountId: string): FleetContent {
  const account = Object.hasOwn(fleet.accounts, environment) ? fleet.accounts[environment] : undefined;
  if (account === undefined) return fleet;
  if (account.accountId !== undefined && account.accountId !== accountId) {
    throw new BacklotError(
      'GuardRefused',
      `The account file of ${environment} says ${account.accountId}, and the operation works on ${accountId}, so nothing ` +
        'was planned. Correct the account file, or move the account.',
    );
  }
  return { ...fleet, accounts: { ...fleet.accounts, [environment]: { ...account, accountId } } };
}

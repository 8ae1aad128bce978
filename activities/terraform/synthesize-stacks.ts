import { BacklotError } from '../../domain/errors.js';
import type { Fleet } from '../../domain/fleet/fleet.js';
import type { FleetRef } from '../../domain/messages/slices.js';
import type { StackRole, StackSlice } from '../../domain/messages/stacks.js';
import { orderStacks } from '../../domain/stacks/order-stacks.js';
import type { Blueprints } from '../../templates/blueprints/stacks-of.js';
import { withAccount } from '../fleet/with-account.js';
import { sha256 } from './plan-parts.js';
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

/** A stack that workers apply, and its Terraform configuration. */
interface RenderedStack {
  readonly slice: StackSlice;
  readonly json: string;
}

/** Reads the worker's fleet directory with the blueprints that it names. */
type ReadStacks = () => Promise<{ readonly fleet: Fleet; readonly blueprints: Blueprints }>;

/**
 * Makes the stacks of an environment from the worker's fleet directory, and stores their configurations. Left out are those
 * that a person applies.
 *
 * @throws {BacklotError} `PlanChanged` when the fleet is no longer the one that the operation began with.
 */
export async function synthesizeStacks(
  bucket: StateBucket,
  readStacks: ReadStacks,
  input: SynthesizeInput,
): Promise<StackSlice[]> {
  const rendered = await renderStacks(readStacks, input);
  for (const { json } of rendered) await storeConfiguration(bucket, input.environment, json);
  return rendered.map(({ slice }) => slice);
}

/**
 * Renders the stacks of an environment that workers apply, and stores nothing.
 *
 * @throws {BacklotError} `PlanChanged` when the fleet is no longer the one that the operation began with.
 */
export async function renderStacks(
  readStacks: ReadStacks,
  { environment, accountId, fleet: wanted }: SynthesizeInput,
): Promise<RenderedStack[]> {
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
  return stacks.flatMap((stack): RenderedStack[] => {
    const { name, imports, exports, after, target } = stack;
    const { region, role } = target;
    if (!isApplied(role)) return [];
    const { json } = synthesizeStack(stack);
    const configuration = sha256(json);
    return [{ json, slice: { name, environment, accountId, region, role, configuration, imports, exports, after } }];
  });
}

/** Tells whether a worker applies a stack, and not a person. */
export function isApplied(role: string | undefined): role is StackRole {
  return role === 'BacklotBootstrap' || role === 'BacklotDeploy';
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { ActivityDependencies } from '../../../activities/dependencies.js';
import { createTerraformActivities } from '../../../activities/terraform/terraform-activities.js';
import { createStateBucket, type StateBucket } from '../../../activities/terraform/state-bucket.js';
import type { TerraformSettings } from '../../../activities/terraform/settings.js';
import { requireBlueprints } from '../../../config/require-fleet.js';
import type { StackDrift } from '../../../domain/messages/drift.js';
import type { FleetRef } from '../../../domain/messages/slices.js';
import type {
  AppliedStack,
  ApplyStackInput,
  PlanStackInput,
  StackPlan,
  StackSlice,
} from '../../../domain/messages/stacks.js';
import type { AccountDescription } from '../../../sandbox/runtime/description.js';
import { sharedSandbox, uniqueEnvironment, type SharedSandbox } from '../../integration/support/sandbox.js';
import { FleetDirectory, type Document } from '../../laws/support/fleet-directory.js';
import { newOperationId } from '../../laws/support/stage.js';
import { productAccess } from '../../laws/support/product-access.js';

/** An environment whose stacks can be planned and applied as a worker does it, without Temporal. */
export interface Ground {
  readonly sandbox: SharedSandbox;
  readonly environment: AccountDescription;
  readonly fleet: FleetDirectory;
  /** Below it runs have their work directories. */
  readonly directory: string;
  readonly bucket: StateBucket;
  readonly stacks: Readonly<Record<string, StackSlice>>;
  readonly operationId: string;
  /** Synthesises anew, after a change of the fleet. */
  synthesize(): Promise<Readonly<Record<string, StackSlice>>>;
  plan(input: Omit<PlanStackInput, 'operationId'>, settings?: Partial<TerraformSettings>): Promise<StackPlan>;
  apply(
    input: Omit<ApplyStackInput, 'operationId'>,
    settings?: Partial<TerraformSettings>,
    attempt?: MockActivityEnvironment,
  ): Promise<AppliedStack>;
  /** Looks for drift by the fleet as it is now. */
  drift(stack: StackSlice): Promise<StackDrift>;
  close(): Promise<void>;
}

/** Makes an environment with a fleet of its own. */
export async function layGround(edit: (account: Document) => void = () => {}): Promise<Ground> {
  const sandbox = sharedSandbox();
  const environment = await sandbox.client.addEnvironment(uniqueEnvironment());
  const fleet = await FleetDirectory.create();
  await fleet.addEnvironment(environment, edit);
  const directory = await mkdtemp(join(tmpdir(), 'backlot-test-'));
  const access = await productAccess(sandbox);
  const { state } = access.terraform;
  const bucket = createStateBucket(access.aws.state(state.region), state);
  const operationId = newOperationId();

  const activities = (more: Partial<TerraformSettings> = {}) => {
    const patience = { pollMs: 200, lockMs: 60_000, silentMs: 60_000 };
    const terraform = { ...access.terraform, directory, concurrent: 2, patience, ...more };
    const readStacks = () => requireBlueprints(fleet.path);
    // They need nothing of Temporal's and of databases.
    return createTerraformActivities({ ...access, terraform, readStacks } as unknown as ActivityDependencies);
  };

  async function fleetRef(): Promise<FleetRef> {
    const { fleet: resolved } = await requireBlueprints(fleet.path);
    return { revision: resolved.revision, digest: resolved.digest };
  }

  async function synthesize(): Promise<Record<string, StackSlice>> {
    const slices = await activities().synthesizeStacks({
      environment: environment.name,
      accountId: environment.id,
      fleet: await fleetRef(),
    });
    return Object.fromEntries(slices.map((slice) => [slice.name.slice(environment.name.length + 1), slice]));
  }

  return {
    sandbox,
    environment,
    fleet,
    directory,
    bucket,
    operationId,
    stacks: await synthesize(),
    synthesize,
    plan: (input, more) => newAttempt().run(activities(more).planStack, { operationId, ...input }),
    apply: (input, more, attempt = newAttempt()) => attempt.run(activities(more).applyStack, { operationId, ...input }),
    drift: async (stack) => newAttempt().run(activities().findDrift, { stack, fleet: await fleetRef() }),
    async close() {
      await fleet.remove();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Makes an attempt of an activity, which can be cancelled. Expected failures are the tests' business and not the log's. */
export function newAttempt(): MockActivityEnvironment {
  return new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
}

/** The stack of a scope, which must be there. */
export function stackOf({ stacks, environment }: Ground, scope: string): StackSlice {
  const found = stacks[scope];
  if (found === undefined) throw new Error(`${environment.name} has no stack ${scope}`);
  return found;
}

/** The digest of a plan that must have changes. */
export function digestOf(plan: StackPlan): string {
  if (plan.outcome !== 'changes') throw new Error(`The plan of ${plan.stack} is ${plan.outcome}`);
  return plan.digest;
}

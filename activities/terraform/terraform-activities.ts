import { cancellationSignal } from '@temporalio/activity';
import type { FindDriftInput, StackDrift } from '../../domain/messages/drift.js';
import type {
  AppliedStack,
  ApplyStackInput,
  PlanStackInput,
  StackPlan,
  StackSlice,
} from '../../domain/messages/stacks.js';
import type { ActivityDependencies } from '../dependencies.js';
import { applyStack } from './apply-stack.js';
import type { TerraformContext } from './context.js';
import { findDrift } from './find-drift.js';
import { planStack } from './plan-stack.js';
import { Slots } from './slots.js';
import { createStateBucket } from './state-bucket.js';
import { renderStacks, synthesizeStacks, type SynthesizeInput } from './synthesize-stacks.js';

/** Activities that plan and apply what environments are made of. Terraform runs in processes that outlive the worker. */
export function createTerraformActivities(dependencies: ActivityDependencies) {
  const { aws, objects, terraform: settings, readStacks } = dependencies;
  // Made when first used: a worker of other queues has no use for them.
  let shared: Pick<TerraformContext, 'bucket' | 'slots'> | undefined;
  const open = () => {
    const { state, concurrent } = settings;
    shared ??= { bucket: createStateBucket(aws.state(state.region), state), slots: new Slots(concurrent) };
    return shared;
  };
  const context = (): TerraformContext => ({ settings, aws, objects, ...open(), signal: cancellationSignal() });

  return {
    /**
     * Makes the stacks of an environment that workers apply, in the order in which they are applied.
     *
     * @throws `PlanChanged` when the fleet is no longer the one that the operation began with.
     */
    async synthesizeStacks(input: SynthesizeInput): Promise<StackSlice[]> {
      return await synthesizeStacks(open().bucket, readStacks, input);
    },

    /**
     * Plans a stack and stores the plan; what is told of it names resources and holds no values. Changes nothing, so it may
     * run any number of times; when it is cancelled, Terraform is interrupted.
     *
     * @throws `TerraformFailed`, `AccessDenied`, `StateLocked`
     */
    async planStack(input: PlanStackInput): Promise<StackPlan> {
      return await planStack(context(), input);
    },

    /**
     * Applies exactly the plan that was approved, and tells how far it is with every heartbeat. After a death it goes on
     * where it was: nothing is made twice, nothing forgotten. When it is cancelled, Terraform finishes what it has begun.
     *
     * @throws `PlanChanged` when the plan, the state, upstream values, Terraform or a provider have changed;
     *   `TerraformFailed`, `AccessDenied`, `StateLocked`, `CannotDecide`
     */
    async applyStack(input: ApplyStackInput): Promise<AppliedStack> {
      return await applyStack(context(), input);
    },

    /**
     * Lists the stacks of an environment that workers apply, in the order in which they are applied. Stores nothing.
     *
     * @throws `PlanChanged` when the fleet is no longer the one that the operation began with.
     */
    async listStacks(input: SynthesizeInput): Promise<StackSlice[]> {
      return (await renderStacks(readStacks, input)).map(({ slice }) => slice);
    },

    /**
     * Tells what of a stack somebody else has changed, and what an apply would change besides. Locks and changes nothing;
     * when it is cancelled, Terraform is interrupted.
     *
     * @throws `TerraformFailed`, `AccessDenied`, and `PlanChanged` as `listStacks`
     */
    async findDrift(input: FindDriftInput): Promise<StackDrift> {
      return await findDrift(context(), readStacks, input);
    },
  };
}

import { BacklotError } from '../../domain/errors.js';
import type { PlannedChange, PlanSummary, StackSlice } from '../../domain/messages/stacks.js';
import { maskPlan } from '../../domain/stacks/mask-sensitive.js';
import { stackKeys } from '../../domain/stacks/state-keys.js';
import { plannedChanges, summarizePlan } from '../../domain/stacks/summarize-plan.js';
import type { TerraformPlan } from '../../domain/stacks/terraform-plan.js';
import { planDigest, sha256, type PlanParts } from './plan-parts.js';
import type { StateBucket } from './state-bucket.js';

/** A plan as it was stored when it was made. */
export interface StoredPlan {
  readonly parts: PlanParts;
  readonly file: Buffer;
  /** Every change, for what is left of them after an apply that died. */
  readonly changes: readonly PlannedChange[];
  readonly summary: PlanSummary;
  /** What Terraform said of it, without sensitive values. */
  readonly plan: TerraformPlan;
}

/** Stores a plan under the digest of all that it was made of, and returns the digest. */
export async function storePlan(
  bucket: StateBucket,
  { environment }: Pick<StackSlice, 'environment'>,
  file: Buffer,
  plan: TerraformPlan,
  rest: Omit<PlanParts, 'plan'>,
): Promise<{ digest: string; summary: PlanSummary; changes: PlannedChange[] }> {
  const parts: PlanParts = { ...rest, plan: sha256(file) };
  const digest = planDigest(parts);
  const summary = summarizePlan(plan);
  const changes = plannedChanges(plan);
  await bucket.write(stackKeys.plan(environment, digest, 'plan.tfplan'), file);
  await bucket.writeJson(stackKeys.plan(environment, digest, 'changes.json'), {
    changes,
    summary,
    plan: maskPlan(plan),
  });
  await bucket.writeJson(stackKeys.plan(environment, digest, 'parts.json'), parts);
  return { digest, summary, changes };
}

/**
 * Loads a plan by its digest.
 *
 * @throws {BacklotError} `NotFound` when there is none; `GuardRefused` when what is stored is not what the digest says.
 */
export async function loadPlan(
  bucket: StateBucket,
  { environment, name }: Pick<StackSlice, 'environment' | 'name'>,
  digest: string,
): Promise<StoredPlan> {
  const parts = (await bucket.readJson(stackKeys.plan(environment, digest, 'parts.json'))) as PlanParts | undefined;
  const file = await bucket.read(stackKeys.plan(environment, digest, 'plan.tfplan'));
  const told = await bucket.readJson(stackKeys.plan(environment, digest, 'changes.json'));
  if (parts === undefined || file === undefined || told === undefined) {
    throw new BacklotError(
      'NotFound',
      `There is no plan of ${name} with the digest ${digest.slice(0, 12)} in the state bucket. Plan again.`,
    );
  }
  if (planDigest(parts) !== digest || parts.stack !== name) {
    throw new BacklotError(
      'GuardRefused',
      `What is stored as the plan ${digest.slice(0, 12)} of ${name} is something else, so nothing was applied. ` +
        'Somebody has written to the state bucket: find out who, and plan again.',
    );
  }
  return { parts, file, ...(told as Omit<StoredPlan, 'parts' | 'file'>) };
}

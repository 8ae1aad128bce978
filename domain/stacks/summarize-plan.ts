import type { ChangeAction, PlannedChange, PlanSummary } from '../messages/stacks.js';
import { risksOf } from './plan-risks.js';
import { actionOf, type TerraformPlan } from './terraform-plan.js';

/** A summary travels in histories, and a plan may have thousands of changes. */
const shownChanges = 50;

const gravest: readonly ChangeAction[] = ['delete', 'replace', 'forget', 'update', 'create', 'import'];

/** Sums a plan up for whoever approves it: names, actions and risks, and none of the values. */
export function summarizePlan(plan: TerraformPlan): PlanSummary {
  const changes = plannedChanges(plan);
  const counts: Partial<Record<ChangeAction, number>> = {};
  for (const { action } of changes) counts[action] = (counts[action] ?? 0) + 1;
  return {
    counts,
    risks: risksOf(plan),
    changes: changes.slice(0, shownChanges),
    destructive: counts.delete !== undefined || counts.replace !== undefined,
  };
}

/** Lists what a plan changes, deletions first. */
export function plannedChanges({ resource_changes: resources = [] }: TerraformPlan): PlannedChange[] {
  return resources
    .flatMap((resource): PlannedChange[] => {
      const action = actionOf(resource);
      return action === undefined ? [] : [{ address: resource.address, type: resource.type, action }];
    })
    .toSorted(
      (one, other) =>
        gravest.indexOf(one.action) - gravest.indexOf(other.action) || (one.address < other.address ? -1 : 1),
    );
}

import { estimatePlan, type PlanEstimate } from '../../domain/stacks/estimate-plan.js';
import type { PlannedChange, PlanSummary } from '../../domain/messages/stacks.js';
import type { Money } from '../../domain/fleet/values/money.js';
import { plannedChanges, summarizePlan } from '../../domain/stacks/summarize-plan.js';
import { renderPlan } from '../approvals/render-request.js';
import type { PlannedStack } from './plan-environment.js';

/** A planned stack as it is told to machines: names and actions, and none of the values. */
export type ToldStack =
  | { readonly stack: string; readonly outcome: 'deferred'; readonly waitsFor: readonly string[] }
  | { readonly stack: string; readonly outcome: 'unchanged' }
  | { readonly stack: string; readonly outcome: 'changes'; readonly summary: PlanSummary };

/** The end of `backlot plan`. */
export interface ToldPlans {
  readonly environment: string;
  readonly stacks: readonly ToldStack[];
  /** Left out where the fleet gives no prices. */
  readonly estimate?: PlanEstimate;
}

/** Tells what came of the plans of an environment. */
export function tellPlans(
  environment: string,
  planned: readonly PlannedStack[],
  prices: Readonly<Record<string, Money>>,
): ToldPlans {
  const estimate = estimatePlan(planned.flatMap(changesOf), prices);
  return { environment, stacks: planned.map(tellStack), ...(estimate === undefined ? {} : { estimate }) };
}

/** Renders the end of `backlot plan` for people: what is done to each stack, risks first, and what it costs. */
export function renderPlans({ environment, stacks, estimate }: ToldPlans): string[] {
  const counted = stacks.filter(({ outcome }) => outcome === 'changes').length;
  return [
    counted === 0
      ? `${environment}: nothing to change`
      : `${environment}: ${counted} of ${stacks.length} stacks change`,
    ...stacks.flatMap(renderStack),
    ...(estimate === undefined ? [] : renderEstimate(estimate)),
  ];
}

function changesOf({ preview }: PlannedStack): PlannedChange[] {
  return preview.outcome === 'changes' ? plannedChanges(preview.plan) : [];
}

function tellStack({ name: stack, preview }: PlannedStack): ToldStack {
  if (preview.outcome !== 'changes') return { stack, ...preview };
  return { stack, outcome: 'changes', summary: summarizePlan(preview.plan) };
}

function renderStack(told: ToldStack): string[] {
  switch (told.outcome) {
    case 'deferred':
      return [
        `  ${told.stack}: not planned, because it needs values of ${told.waitsFor.join(', ')}, never applied so far`,
      ];
    case 'unchanged':
      return [`  ${told.stack}: nothing to change`];
    case 'changes':
      // A plan may change outputs alone.
      if (Object.keys(told.summary.counts).length === 0) return [`  ${told.stack}: only what it gives to other stacks`];
      return renderPlan(told);
  }
}

function renderEstimate({ monthly, priced, notPriced }: PlanEstimate): string[] {
  const sums = Object.entries(monthly).map(
    ([currency, amount]) => `${amount < 0 ? '−' : '+'}${Math.abs(amount).toFixed(2)} ${currency}`,
  );
  return [
    priced.length === 0
      ? 'Estimate: nothing of what is created or deleted has a price in the fleet'
      : `Estimate: ${sums.join(', ')} a month for ${priced.join(', ')}, at the fleet’s prices`,
    ...(notPriced.length === 0 ? [] : [`  not priced: ${notPriced.join(', ')}`]),
  ];
}

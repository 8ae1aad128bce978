import type { Money } from '../fleet/values/money.js';
import type { PlannedChange } from '../messages/stacks.js';

/** What plans would do to the monthly costs, as far as the fleet gives prices. */
export interface PlanEstimate {
  /** What would be added, and what would be saved, a month, by currency. */
  readonly monthly: Readonly<Record<string, number>>;
  /** The types that were priced. */
  readonly priced: readonly string[];
  /** The types that are created or deleted and have no price. Some cost nothing; Backlot does not know which. */
  readonly notPriced: readonly string[];
}

/** Estimates what the creations and deletions of plans cost a month. What is replaced or updated costs as before. */
export function estimatePlan(
  changes: readonly PlannedChange[],
  prices: Readonly<Record<string, Money>>,
): PlanEstimate | undefined {
  if (Object.keys(prices).length === 0) return undefined;
  const counted = changes.filter(({ action }) => action === 'create' || action === 'delete');
  const monthly: Record<string, number> = {};
  for (const { type, action } of counted) {
    const price = prices[type];
    if (price === undefined) continue;
    const sum = (monthly[price.currency] ?? 0) + (action === 'create' ? price.amount : -price.amount);
    // Amounts are in hundredths; without rounding 0.1 and 0.2 would make more than 0.3.
    monthly[price.currency] = Math.round(sum * 100) / 100;
  }
  const types = [...new Set(counted.map(({ type }) => type))].toSorted();
  return {
    monthly,
    priced: types.filter((type) => prices[type] !== undefined),
    notPriced: types.filter((type) => prices[type] === undefined),
  };
}

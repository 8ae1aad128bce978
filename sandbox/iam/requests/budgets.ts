import { textMember } from '../../gateway/text-member.js';
import { requestTagKeys, type Needs } from './needs.js';

/** Permissions are named otherwise than the calls of the API, but for those about tags. */
const renamed: readonly (readonly [RegExp, string])[] = [
  [/^(Create|Update|Delete)(Budget|Notification|Subscriber)$/, 'ModifyBudget'],
  [/^Describe(Budget|Notification|Subscriber)/, 'ViewBudget'],
];

/** The permissions that calls of Budgets need, on the budget that they are about. */
export const budgetsNeeds: Needs = ({ action, caller, parameters }) => {
  const budget = parameters.Budget as { readonly BudgetName?: unknown } | undefined;
  const name = textMember(parameters, 'BudgetName') ?? budget?.BudgetName;
  // The list of all is of every budget.
  const own = `arn:aws:budgets::${caller.accountId}:budget/${typeof name === 'string' ? name : '*'}`;
  const resource = textMember(parameters, 'ResourceARN') ?? own;
  const needed = renamed.find(([call]) => call.test(action))?.[1] ?? action;
  const isTagged = Array.isArray(parameters.ResourceTags) && parameters.ResourceTags.length > 0;
  return [needed, ...(action === 'CreateBudget' && isTagged ? ['TagResource'] : [])].map((each) => ({
    action: `budgets:${each}`,
    resource,
    context: requestTagKeys(parameters),
  }));
};

import { boundaryPolicy, ownRoles } from './built-in.js';
import type { Belonging, Found } from './messages/listing.js';
import { wellKnown } from './names.js';
import type { FinderType } from './stacks/finder-types.js';
import { tagKeys } from './tags.js';

/** What resources are judged by: the environment, and the names that only it would give. */
export interface Household {
  readonly environment: string;
  readonly organization: string;
}

type Naming = (name: string, household: Household) => boolean;

/** How what has no tags is told: by the name that Backlot gives it. */
const namings: Partial<Record<FinderType, Naming>> = {
  aws_athena_workgroup: (name, { environment }) => name === environment,
  aws_budgets_budget: (name, { environment }) => name === `backlot-${environment}`,
  aws_cloudwatch_log_group: (name, { environment }) => name.startsWith(`/backlot/${environment}/`),
  aws_db_subnet_group: (name) => name === wellKnown.subnetGroup,
  aws_ecs_cluster: (name, { environment }) => name === environment,
  aws_glue_catalog_database: (name, { environment }) => name === environment,
  aws_iam_account_alias: (name, { organization, environment }) => name === `${organization}-${environment}`,
  aws_iam_policy: (name) => name === boundaryPolicy,
  aws_iam_role: (name) => ownRoles.some((role) => role === name),
  aws_kms_alias: (name) => name.startsWith('alias/backlot-'),
  aws_secretsmanager_secret: (name, { environment }) =>
    name.startsWith('backlot/master/') || name.startsWith(`backlot/${environment}/`),
};

/**
 * Says whose a resource is. Another environment's tags make it foreign, whatever its name: two environments in one
 * account are nobody's plan.
 */
export function belongsTo(household: Household, { type, name, tags, builtIn, ending }: Found): Belonging {
  if (builtIn === true) return 'organization';
  if (ending !== undefined) return 'ending';
  const environment = tags[tagKeys.environment];
  if (environment !== undefined) return environment === household.environment ? 'ours' : 'foreign';
  const stack = tags[tagKeys.stack];
  if (stack !== undefined) return stack.startsWith(`${household.environment}.`) ? 'ours' : 'foreign';
  if (tags[tagKeys.operation] !== undefined) return 'ours';
  return name !== undefined && (namings[type]?.(name, household) ?? false) ? 'ours' : 'foreign';
}

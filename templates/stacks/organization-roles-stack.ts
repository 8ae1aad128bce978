import type { BacklotStack } from '../backlot-stack.js';
import { Fn, IamRole, IamRolePolicy, Token } from '../cdktf.js';
import { defineStack, rolesScope, type StackDefinition, type StackOwner } from '../define-stack.js';
import { policySubjects } from '../policies/catalogue.js';
import { policyScopeOf } from '../policies/scope-of-fleet.js';
import { addRole, inIamLetters, policyJson } from './role-resources.js';
import { rolesOf } from './roles-stack.js';

/** The roles of one of the organisation's own accounts, for a person to apply: `production.roles`. */
export function organizationRolesStack(owner: StackOwner): StackDefinition {
  const { fleet, environment } = owner;
  return defineStack(owner, {
    scope: rolesScope,
    region: fleet.organization.state.region,
    appliedBy: 'person',
    // Every other state is kept in the bucket that this one makes.
    after: environment === 'builder' ? ['builder.state'] : [],
    build: (stack) => {
      for (const role of rolesOf(fleet, environment)) addRole(stack, role);
      if (environment === 'builder' && !fleet.organization.sandbox) addWorkers(stack, owner);
      return {};
    },
  });
}

/** Who may become a worker depends on where workers run, so whoever applies the stack says it. */
function addWorkers(stack: BacklotStack, { fleet }: StackOwner): void {
  const words = 'The trust policy of each kind of worker, as JSON by the name of its role.';
  const trust = Token.asStringMap(stack.addVariable('workerTrust', 'map(string)', words).value);
  for (const { kind, name, purpose, rules } of policySubjects(policyScopeOf(fleet))) {
    if (kind !== 'worker') continue;
    const role = new IamRole(stack, name, {
      name,
      description: inIamLetters(purpose),
      assumeRolePolicy: Token.asString(Fn.lookup(trust, name)),
    });
    new IamRolePolicy(stack, `${name}-policy`, { role: role.name, name, policy: policyJson(rules) });
  }
}

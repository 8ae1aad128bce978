import type { FleetContent } from '../../domain/fleet/fleet.js';
import type { BlueprintConfig } from '../blueprints/define-blueprint.js';
import { IamPolicy } from '../cdktf.js';
import { defineStack, rolesScope, type AppliedBy, type StackDefinition } from '../define-stack.js';
import { blueprintPath, boundaryName, boundaryRules } from '../policies/boundary-rules.js';
import { policySubjects } from '../policies/catalogue.js';
import type { PolicyRule } from '../policies/policy-document.js';
import { policyScopeOf } from '../policies/scope-of-fleet.js';
import { addRole, policyJson, type RoleSpec } from './role-resources.js';

/** What a blueprint asks for besides, by the role that gets it. */
export type AskedRules = Readonly<Record<'BacklotDeploy' | 'BacklotRead', readonly PolicyRule[]>>;

/**
 * An environment's own roles and the boundary of those that its blueprint makes: `qa1.roles`. No role of the environment
 * may change them, so the first apply is BacklotBootstrap's, and later ones are a person's.
 *
 * @param asked gives what the blueprint asks for besides.
 */
export function rolesStack(
  config: BlueprintConfig,
  asked: (accountId: string) => AskedRules,
  appliedBy: AppliedBy = 'BacklotBootstrap',
): StackDefinition {
  return defineStack(config, {
    scope: rolesScope,
    region: globalRegion(config),
    appliedBy,
    build: (stack) => {
      const boundary = new IamPolicy(stack, boundaryName, {
        name: boundaryName,
        path: blueprintPath,
        description: 'The most that a role of a blueprint can ever do.',
        policy: policyJson(boundaryRules(stack.accountId)),
      });
      for (const role of environmentRoles(config, stack.accountId, asked(stack.accountId))) {
        addRole(stack, role).node.addDependency(boundary);
      }
      return {};
    },
  });
}

/** The region whose name stands in the configuration of an environment's global resources: its first. */
export function globalRegion({ account }: BlueprintConfig): string {
  const [region] = Object.keys(account.regions);
  if (region === undefined) throw new Error('an account file names at least one region');
  return region;
}

function environmentRoles({ fleet, account }: BlueprintConfig, accountId: string, asked: AskedRules): RoleSpec[] {
  return rolesOf(withAccount(fleet, account.account, accountId), account.account).map((role) =>
    role.name === 'BacklotDeploy' || role.name === 'BacklotRead'
      ? { ...role, rules: [...role.rules, ...asked[role.name]] }
      : role,
  );
}

/** The roles of an account of the organisation: `production`, `cleanroom`, an environment's name. */
export function rolesOf(fleet: FleetContent, account: string): RoleSpec[] {
  return policySubjects(policyScopeOf(fleet)).flatMap((subject) =>
    subject.kind === 'role' && subject.account === account ? [{ ...subject, trust: subject.trust ?? [] }] : [],
  );
}

/** The fleet with an account's number filled in, which is a reference where the account is still to be made. */
function withAccount(fleet: FleetContent, name: string, accountId: string): FleetContent {
  const account = fleet.accounts[name];
  if (account === undefined) return fleet;
  return { ...fleet, accounts: { ...fleet.accounts, [name]: { ...account, accountId } } };
}

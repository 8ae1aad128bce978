import type { BacklotStack } from '../backlot-stack.js';
import { IamRole, IamRolePolicy } from '../cdktf.js';
import { toDocument, type PolicyRule } from '../policies/policy-document.js';

/** AWS ends a chained session after an hour whatever a role says, so no role says more. */
const longestSessionSeconds = 3600;

/** A role as policies describe it. */
export interface RoleSpec {
  readonly name: string;
  /** As one line for people. */
  readonly purpose: string;
  readonly trust: readonly PolicyRule[];
  readonly rules: readonly PolicyRule[];
}

/** Adds a role with its policy. */
export function addRole(stack: BacklotStack, { name, purpose, trust, rules }: RoleSpec): IamRole {
  const role = new IamRole(stack, name, {
    name,
    description: inIamLetters(purpose),
    assumeRolePolicy: policyJson(trust),
    maxSessionDuration: longestSessionSeconds,
  });
  new IamRolePolicy(stack, `${name}-policy`, { role: role.name, name, policy: policyJson(rules) });
  return role;
}

/** Writes rules as the JSON document that AWS takes. IAM's own variables look like Terraform's, and are kept from it. */
export function policyJson(rules: readonly PolicyRule[]): string {
  return JSON.stringify(toDocument(rules)).replaceAll('${aws:', () => '$${aws:');
}

/** Writes a description as IAM takes it: in Latin-1, which has no typographic apostrophe. */
export function inIamLetters(text: string): string {
  return text.replaceAll('’', "'");
}

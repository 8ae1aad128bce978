import { askPolicy, type Opinion, type Question } from './ask-policy.js';
import type { Policy } from './policy.js';

/** Everything that has a say about what a caller may do, apart from the resource's own policy. */
export interface CallerPolicies {
  /** The role's or user's own policies. */
  readonly identity: readonly Policy[];
  /** What the identity's policies may allow at most. */
  readonly boundary?: readonly Policy[];
  /** What the session was narrowed to when it was assumed. */
  readonly session?: readonly Policy[];
  /** The organisation's service control policies, by level: each level must allow. */
  readonly control: readonly (readonly Policy[])[];
}

/** The resource's side of a decision. */
export interface ResourceSide {
  /** Whose resource it is. */
  readonly accountId: string;
  /** Its own policy; `undefined` when it has none. */
  readonly policy: Policy | undefined;
  /** True for keys and roles: without a word of their own policy nobody comes in, not even from their own account. */
  readonly alwaysAsked: boolean;
}

/** What was decided; a refusal says why, in AWS's words, and whether a policy denies or none allows. */
export type Verdict =
  { readonly allowed: true } | { readonly allowed: false; readonly explicit: boolean; readonly why: string };

/**
 * Decides as AWS does. An explicit deny anywhere wins. Within an account the identity's policies or the resource's
 * suffice, across accounts both must allow, and of keys and roles their own policy always must. A boundary and a
 * session's policy limit whatever is granted to the role, and service control policies limit everybody.
 */
export function decideAccess(question: Question, caller: CallerPolicies, resource?: ResourceSide): Verdict {
  const ask = (policies: readonly Policy[] = []) => combine(policies.map((policy) => askPolicy(policy, question)));
  const { action, principal } = question;
  const control = caller.control.map(ask);
  const own = resource?.policy === undefined ? nothing : askPolicy(resource.policy, question);
  const [identity, boundary, session] = [ask(caller.identity), ask(caller.boundary), ask(caller.session)];

  if (control.some(({ denies }) => denies)) return denied('a service control policy');
  if (own.denies) return denied('a resource-based policy');
  if (boundary.denies) return denied('a permissions boundary');
  if (session.denies) return denied('a session policy');
  if (identity.denies) return denied('an identity-based policy');

  const missing = (kind: string): Verdict => {
    return { allowed: false, explicit: false, why: `because no ${kind} allows the ${action} action` };
  };
  if (control.some(({ allows }) => allows === false)) return missing('service control policy');
  const near = resource === undefined || resource.accountId === principal.accountId;
  if (own.allows === false && (!near || resource?.alwaysAsked === true)) return missing('resource-based policy');
  if (near && own.allows === 'itself' && resource !== undefined) return { allowed: true };
  if (!(near && own.allows === 'role') && identity.allows === false) return missing('identity-based policy');
  if (caller.boundary !== undefined && boundary.allows === false) return missing('permissions boundary');
  if (caller.session !== undefined && session.allows === false) return missing('session policy');
  return { allowed: true };
}

const nothing: Opinion = { denies: false, allows: false };

function combine(opinions: readonly Opinion[]): Opinion {
  return {
    denies: opinions.some(({ denies }) => denies),
    allows: opinions.find(({ allows }) => allows !== false)?.allows ?? false,
  };
}

function denied(by: string): Verdict {
  return { allowed: false, explicit: true, why: `with an explicit deny in ${by}` };
}

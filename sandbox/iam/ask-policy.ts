import { decideCondition } from './conditions.js';
import type { Patterns, Policy, Statement } from './policy.js';
import { namingOf, type Naming, type Principal } from './principals.js';
import type { RequestContext } from './request-context.js';
import { expandVariables, like } from './wildcards.js';

/** A call, as policies are asked about it: one action on one resource. */
export interface Question {
  readonly principal: Principal;
  /** `rds:CopyDBSnapshot` */
  readonly action: string;
  /** An ARN, or `*` for an action that has none; `undefined` when the sandbox cannot tell what it is about. */
  readonly resource: string | undefined;
  readonly context: RequestContext;
  /** Told what could not be decided. */
  readonly onUnknown: (words: string) => void;
}

/** What a policy says: whether it denies, and whether it allows, naming the caller in which way. */
export interface Opinion {
  readonly denies: boolean;
  readonly allows: Naming | false;
}

/**
 * Asks one policy about a call. What cannot be decided (an operator, a condition key or a resource that the sandbox does
 * not know) makes an Allow not apply and a Deny apply.
 */
export function askPolicy(policy: Policy, question: Question): Opinion {
  let denies = false;
  const allows = new Set<Naming>();
  for (const statement of policy) {
    const naming = appliesTo(statement, question);
    if (naming === undefined) continue;
    if (statement.effect === 'Deny') denies = true;
    else allows.add(naming);
  }
  const closest = (['itself', 'role', 'account'] as const).find((naming) => allows.has(naming));
  return { denies, allows: closest ?? false };
}

/** How a statement names the caller, when it applies. A policy that names nobody belongs to the caller itself. */
function appliesTo(statement: Statement, question: Question): Naming | undefined {
  const { principal, action, resource, context } = question;
  const naming = statement.principals === undefined ? 'itself' : namingOf(statement.principals, principal);
  if (naming === undefined) return undefined;
  const lower = action.toLowerCase();
  if (!selects(statement.actions, (pattern) => like(pattern.toLowerCase(), lower))) return undefined;
  if (!isAbout(statement, resource, context)) return undefined;
  return conditionsMet(statement, question) ? naming : undefined;
}

function isAbout({ effect, resources }: Statement, resource: string | undefined, context: RequestContext): boolean {
  if (resources === undefined) return true;
  if (resource === undefined) return effect === 'Deny' || (!resources.negated && resources.patterns.includes('*'));
  return selects(resources, (pattern) => {
    const expanded = expandVariables(pattern, context);
    return expanded !== undefined && like(expanded, resource);
  });
}

function conditionsMet({ effect, conditions }: Statement, { context, action, onUnknown }: Question): boolean {
  const decided = conditions.map((condition) => [condition, decideCondition(condition, context)] as const);
  if (decided.some(([, met]) => met === 'unmet')) return false;
  const unknown = decided.filter(([, met]) => met === 'unknown');
  for (const [{ operator, key }] of unknown) {
    onUnknown(
      `${action}: ${operator} on ${key} cannot be decided here, so this ${effect} ${effect === 'Deny' ? 'holds' : 'does not'}.`,
    );
  }
  return unknown.length === 0 || effect === 'Deny';
}

function selects({ negated, patterns }: Patterns, matches: (pattern: string) => boolean): boolean {
  return patterns.some(matches) !== negated;
}

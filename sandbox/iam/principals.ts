import type { Patterns } from './policy.js';

/** Who calls, as policies name it. */
export interface Principal {
  /** Twelve digits. */
  readonly accountId: string;
  /** The caller itself: a user's ARN, an account's root, or `arn:aws:sts::…:assumed-role/ROLE/SESSION`. */
  readonly arn: string;
  /** The ARN of the role, path included, when the caller is a session of one. */
  readonly roleArn?: string;
}

/**
 * How a policy names somebody: the session or user itself, its role, or its account as a whole, which leaves the
 * decision to the account's own policies.
 */
export type Naming = 'itself' | 'role' | 'account';

const ranks: readonly Naming[] = ['itself', 'role', 'account'];

/** Tells how a statement's principals name a caller, in the closest way; `undefined` when they do not. */
export function namingOf(principals: Patterns, principal: Principal): Naming | undefined {
  const namings = principals.patterns.map((pattern) => naming(pattern, principal));
  const named = ranks.find((rank) => namings.includes(rank));
  // Everybody but some: whoever is not one of them is meant himself.
  if (principals.negated) return named === undefined ? 'itself' : undefined;
  return named;
}

function naming(pattern: string, { accountId, arn, roleArn }: Principal): Naming | undefined {
  if (pattern === arn) return 'itself';
  if (pattern === '*' || pattern === roleArn) return 'role';
  return pattern === accountId || pattern === `arn:aws:iam::${accountId}:root` ? 'account' : undefined;
}

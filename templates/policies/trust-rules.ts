import type { PolicyRule } from './policy-document.js';

/** A role's trust: the identities that may become it, and nobody else of their accounts. */
export function trustRules(principals: readonly string[], why: string): PolicyRule[] {
  return [{ sid: 'BecomeRole', why, actions: ['sts:AssumeRole'], principals: [...new Set(principals)] }];
}

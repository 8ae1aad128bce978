import type { PolicySubject } from './catalogue.js';
import type { PolicyRule } from './policy-document.js';
import type { PolicyScope } from './policy-scope.js';
import { readRules } from './read-rules.js';
import { readerTrust } from './trust-rules.js';

/** The role by which people see an account, and by which Terraform looks at it when nothing is to be changed. */
export function reader(
  scope: PolicyScope,
  at: Pick<PolicySubject, 'account' | 'accountId'>,
  more: readonly PolicyRule[] = [],
): PolicySubject {
  return {
    ...at,
    kind: 'role',
    name: 'BacklotRead',
    purpose: 'describes, for people and for plans that nobody applies; reads no data and changes nothing',
    trust: readerTrust(scope),
    rules: [...readRules(at.accountId), ...more],
  };
}

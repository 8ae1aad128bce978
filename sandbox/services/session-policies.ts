import { AwsError, type Parameters } from '../gateway/contract.js';
import { textMember } from '../gateway/text-member.js';
import type { Identities } from '../iam/identities.js';
import { parsePolicy, type Policy } from '../iam/policy.js';

/** Reads the policies that a session is narrowed to when its role is assumed. */
export class SessionPolicies {
  constructor(private readonly identities: Identities) {}

  /**
   * Returns what `Policy` and `PolicyArns` of a call say; `undefined` when the session may do all that its role may.
   *
   * @throws {AwsError} `MalformedPolicyDocument`.
   */
  async of(accountId: string, parameters: Parameters): Promise<readonly Policy[] | undefined> {
    const text = textMember(parameters, 'Policy');
    const references = Array.isArray(parameters.PolicyArns) ? (parameters.PolicyArns as { arn?: string }[]) : [];
    if (text === undefined && references.length === 0) return undefined;
    const managed = await Promise.all(references.map(({ arn = '' }) => this.identities.managedPolicy(accountId, arn)));
    const policies = [...(text === undefined ? [] : [parsePolicy(text)]), ...managed];
    if (policies.every((policy) => policy !== undefined)) return policies;
    throw new AwsError(
      'MalformedPolicyDocument',
      'The session policy is not well-formed, or there is none of that ARN.',
    );
  }
}

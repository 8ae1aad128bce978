import { AwsError, type AwsCall } from '../gateway/contract.js';
import { askPolicy } from '../iam/ask-policy.js';
import { parsePolicy } from '../iam/policy.js';
import { RequestContext } from '../iam/request-context.js';

/**
 * Checks the policy that a call gives a key.
 *
 * @throws {AwsError} `MalformedPolicyDocumentException` for text that is no policy, and for a policy under which its
 * author could not replace it any more.
 */
export function checkKeyPolicy({ caller, region, parameters }: AwsCall): void {
  const { Policy: text, BypassPolicyLockoutSafetyCheck: bypass } = parameters;
  if (typeof text !== 'string') return;
  const policy = parsePolicy(text);
  if (policy === undefined) {
    throw new AwsError('MalformedPolicyDocumentException', 'The policy document is not well-formed.');
  }
  if (bypass === true) return;
  const { accountId, arn, roleName } = caller;
  const roleArn = `arn:aws:iam::${accountId}:role/${roleName ?? ''}`;
  const { allows } = askPolicy(policy, {
    principal: { accountId, arn, ...(roleName === undefined ? {} : { roleArn }) },
    action: 'kms:PutKeyPolicy',
    resource: `arn:aws:kms:${region}:${accountId}:key/*`,
    context: new RequestContext({ 'kms:CallerAccount': accountId, 'aws:PrincipalArn': roleArn }),
    onUnknown: () => undefined,
  });
  if (allows !== false) return;
  throw new AwsError(
    'MalformedPolicyDocumentException',
    'The new key policy will not allow you to update the key policy in the future.',
  );
}

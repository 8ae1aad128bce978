/** Who may approve. */
export interface ApproverRules {
  /** ARN patterns with `*`; anybody of the accounts below when there are none. */
  readonly approvers: readonly string[];
  /** Accounts whose people may approve where no patterns are given. */
  readonly accounts: readonly string[];
  /** ARNs of Backlot's own workers. */
  readonly workers: readonly string[];
  /** Whether whoever asked for the operation may approve it. */
  readonly requesterMayApprove: boolean;
}

/**
 * Looks for a reason why a caller may not approve. Anybody on AWS can prove who they are, so only the fleet's own
 * people count; Backlot's own identities never do: a worker that was taken over could approve what it has planned.
 *
 * @param arn as STS names the caller.
 * @param requestedBy `alice@laptop`, a label: it keeps people from approving their own by mistake, not by intent.
 */
export function approverFault(arn: string, requestedBy: string | undefined, rules: ApproverRules): string | undefined {
  const { approvers, accounts, workers, requesterMayApprove } = rules;
  if (isBacklots(arn, workers)) return 'one of Backlot’s own identities cannot approve';
  const account = arn.split(':')[4] ?? '';
  const named = approvers.length > 0 ? approvers.some((pattern) => like(pattern, arn)) : accounts.includes(account);
  if (!named) return 'the fleet does not name this identity as an approver';
  if (!requesterMayApprove && requestedBy !== undefined && nameIn(arn) === requestedBy.split('@')[0]) {
    return 'whoever asked for the operation cannot approve it here';
  }
  return undefined;
}

function isBacklots(arn: string, workers: readonly string[]): boolean {
  return workers.includes(arn) || /:(?:assumed-role|role)\/(?:[^/]+\/)*Backlot/.test(arn) || arn.endsWith(':root');
}

/** The person's part of an ARN: the name of a user or of a session. */
function nameIn(arn: string): string | undefined {
  return arn.split('/').at(-1)?.split('@')[0];
}

function like(pattern: string, text: string): boolean {
  const expression = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${expression}$`, 's').test(text);
}

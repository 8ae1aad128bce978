import type { ApprovalDecision, ApprovalRequest } from '../messages/approvals.js';
import type { ApprovalMode } from '../messages/spawn.js';
import type { PlanSummary, StackSlice } from '../messages/stacks.js';

/** Whether a plan waits for a person, and why. */
export interface PlanJudgement {
  readonly needsApproval: boolean;
  readonly reason: string;
}

/** An approval that was given, with what it was given for. */
export interface GivenApproval {
  readonly request: ApprovalRequest;
  readonly decision: ApprovalDecision;
}

/** Tells whether a plan makes new things and does nothing else. */
export function isCreateOnly({ counts, destructive }: PlanSummary): boolean {
  const others = Object.entries(counts).filter(([action, count]) => action !== 'create' && count > 0);
  return !destructive && others.length === 0;
}

/** Decides whether a plan waits for a person, by the approval mode of its environment and what was approved before. */
export function judgePlan(
  mode: ApprovalMode,
  { name, configuration }: Pick<StackSlice, 'name' | 'configuration'>,
  summary: PlanSummary,
  given: readonly GivenApproval[],
  now: number,
): PlanJudgement {
  switch (mode) {
    case 'auto':
      return { needsApproval: false, reason: 'the account file approves every plan' };
    case 'destructive-only':
      return summary.destructive
        ? { needsApproval: true, reason: 'it deletes or replaces something' }
        : { needsApproval: false, reason: 'it deletes and replaces nothing' };
    case 'always': {
      const covered = isCreateOnly(summary) && given.some((one) => covers(one, name, configuration, now));
      return covered
        ? { needsApproval: false, reason: 'it only creates, and its configuration was approved with the others' }
        : { needsApproval: true, reason: 'the account file asks for an approval of every plan' };
    }
  }
}

/** Tells whether an approval is still good. */
export function isInForce({ decision, until }: ApprovalDecision, now: number): boolean {
  return decision === 'approved' && (until === undefined || now < Date.parse(until));
}

/** An approval covers a stack to come in exactly the configuration that it had when the person looked. */
function covers({ request, decision }: GivenApproval, stack: string, configuration: string, now: number): boolean {
  return (
    isInForce(decision, now) && request.toCome.some((one) => one.stack === stack && one.configuration === configuration)
  );
}

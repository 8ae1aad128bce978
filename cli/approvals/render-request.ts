import type { ApprovalRequest, PlanToApprove } from '../../domain/messages/approvals.js';

/** Says what a person is about to approve: every plan, what is risky about it, and what else the approval covers. */
export function renderRequest({ environment, plans, toCome, requestedBy, digest }: ApprovalRequest): string[] {
  return [
    `${environment}, asked for by ${requestedBy ?? 'somebody'}:`,
    ...plans.flatMap(renderPlan),
    ...(toCome.length === 0
      ? []
      : [`It also covers, as long as they only create: ${toCome.map(({ stack }) => stack).join(', ')}`]),
    `Digest ${digest}`,
  ];
}

/** Says what a plan does: its counts, its risks first, and its first changes. */
export function renderPlan({ stack, summary }: Pick<PlanToApprove, 'stack' | 'summary'>): string[] {
  const { counts, risks, changes } = summary;
  const totals = Object.entries(counts).filter(([, count]) => count > 0);
  const left = totals.reduce((sum, [, count]) => sum + count, 0) - changes.length;
  return [
    `  ${stack}: ${totals.map(([action, count]) => `${count} to ${action}`).join(', ')}`,
    ...risks.map((risk) => `    ! ${risk}`),
    ...changes.map(({ action, address }) => `    ${action} ${address}`),
    ...(left > 0 ? [`    … and ${left} more`] : []),
  ];
}

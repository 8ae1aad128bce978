import type { PlanSummary } from './stacks.js';

/** One plan that waits for an approval. */
export interface PlanToApprove {
  readonly stack: string;
  /** The digest of its plan. */
  readonly digest: string;
  readonly summary: PlanSummary;
}

/** A stack that cannot be planned before others are applied. Its configuration is known already. */
export interface StackToCome {
  readonly stack: string;
  /** SHA-256 of its Terraform configuration. */
  readonly configuration: string;
}

/** What is to be approved. */
export interface ApprovalSubject {
  readonly environment: string;
  readonly operationId: string;
  readonly plans: readonly PlanToApprove[];
  /** Stacks of the same operation that the approval also covers, as long as they only create. */
  readonly toCome: readonly StackToCome[];
  /** Who started the operation, as far as the starter said. */
  readonly requestedBy?: string;
}

/** Something that waits for a person. */
export interface ApprovalRequest extends ApprovalSubject {
  /** SHA-256 over operation, plans and what is to come: what the person approves. */
  readonly digest: string;
  /** ISO time. */
  readonly requestedAt: string;
}

/** Argument of the `approve` update. */
export interface ApproveInput {
  readonly digest: string;
  /** A presigned `sts:GetCallerIdentity` with the digest as a signed header; good for minutes, and for nothing else. */
  readonly proof?: string;
  /** What a person calls themselves; counts only where the fleet trusts everybody in the namespace. */
  readonly by?: string;
}

/** Argument of the `reject` update. */
export interface RejectInput {
  readonly digest: string;
  readonly reason: string;
  readonly by?: string;
}

/** Input of the activity that checks an approval. */
export interface CheckApprovalInput extends ApproveInput {
  readonly request: ApprovalRequest;
}

/** What a person decided. */
export interface ApprovalDecision {
  readonly digest: string;
  readonly decision: 'approved' | 'rejected';
  /** The ARN that AWS named; with `verified: false` what the person said of themselves. */
  readonly by: string;
  readonly verified: boolean;
  /** ISO time. */
  readonly at: string;
  /** ISO time after which an approval counts no more. */
  readonly until?: string;
  readonly reason?: string;
}

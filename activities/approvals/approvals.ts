import { approverFault } from '../../domain/approvals/approver.js';
import { proofFault } from '../../domain/approvals/proof.js';
import { BacklotError } from '../../domain/errors.js';
import type {
  ApprovalDecision,
  ApprovalRequest,
  ApprovalSubject,
  CheckApprovalInput,
  RejectInput,
} from '../../domain/messages/approvals.js';
import type { ActivityDependencies } from '../dependencies.js';
import { jsonDigest } from '../state/canonical-json.js';
import { askWhoSigned } from './ask-who-signed.js';

// A plan that was approved yesterday is not what somebody looked at today.
const approvalMs = 24 * 3_600_000;

/** Activities that ask for approvals, check them, and keep what was decided in the state bucket. */
export function createApprovalActivities({ objects, accounts }: Pick<ActivityDependencies, 'objects' | 'accounts'>) {
  const { place, approvers } = accounts.approvals;

  return {
    /** Names by digest what a person is asked to approve, and keeps it: the digest stands for exactly this. */
    async requestApproval(subject: ApprovalSubject): Promise<ApprovalRequest> {
      const digest = subjectDigest(subject);
      const request = { ...subject, digest, requestedAt: new Date().toISOString() };
      await objects.putJson(key(subject, digest, 'request'), request);
      return request;
    },

    /**
     * Checks who gave an approval, keeps it, and returns it. With a proof STS says who signed it; the digest is part of
     * what was signed, so it proves nothing for another plan. Without one the name that was given is kept as unverified;
     * whether that is enough was decided before.
     *
     * @throws `ApprovalInvalid` when the proof is not genuine, over, for something else, or not an approver's.
     */
    async checkApproval({ request, digest, proof, by }: CheckApprovalInput): Promise<ApprovalDecision> {
      if (digest !== request.digest || subjectDigest(request) !== digest) {
        throw invalid('it is for another plan');
      }
      const now = Date.now();
      const decision: ApprovalDecision = {
        digest,
        decision: 'approved',
        by: proof === undefined ? (by ?? 'somebody') : await signer(proof, request, now),
        verified: proof !== undefined,
        at: new Date(now).toISOString(),
        until: new Date(now + approvalMs).toISOString(),
      };
      await objects.putJson(key(request, digest, 'approved'), decision);
      return decision;
    },

    /** Keeps a rejection. Anybody may say no, so nobody is asked who they are. */
    async recordRejection({ request, reject }: { request: ApprovalRequest; reject: RejectInput }) {
      const decision: ApprovalDecision = {
        digest: request.digest,
        decision: 'rejected',
        by: reject.by ?? 'somebody',
        verified: false,
        at: new Date().toISOString(),
        reason: reject.reason,
      };
      await objects.putJson(key(request, request.digest, 'rejected'), decision);
      return decision;
    },
  };

  async function signer(proof: string, request: ApprovalRequest, now: number): Promise<string> {
    const fault = proofFault(proof, place, now);
    if (fault !== undefined) throw invalid(fault);
    const arn = await askWhoSigned(proof, request.digest);
    if (arn === undefined) throw invalid('AWS does not accept its signature for this plan');
    const refusal = approverFault(arn, request.requestedBy, approvers);
    if (refusal !== undefined) throw invalid(`${refusal} (${arn})`);
    return arn;
  }
}

/** SHA-256 over operation, plans and what is to come: no other operation, and no other plan, has the same. */
export function subjectDigest({ environment, operationId, plans, toCome }: ApprovalSubject): string {
  return jsonDigest({
    environment,
    operationId,
    plans: plans.map(({ stack, digest }) => ({ stack, digest })),
    toCome: toCome.map(({ stack, configuration }) => ({ stack, configuration })),
  });
}

function key({ environment, operationId }: ApprovalSubject, digest: string, what: string): string {
  return `approvals/${environment}/${operationId}/${digest}.${what}.json`;
}

/** The proof itself is never repeated: the message goes to history and to people. */
function invalid(why: string): BacklotError {
  return new BacklotError(
    'ApprovalInvalid',
    `The approval does not count: ${why}. Nothing was approved. Run backlot approve again, as somebody who may.`,
  );
}

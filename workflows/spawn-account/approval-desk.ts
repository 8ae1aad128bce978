import { ApplicationFailure, condition, defineUpdate, setHandler } from '@temporalio/workflow';
import type { GivenApproval } from '../../domain/approvals/judge-plan.js';
import type {
  ApprovalDecision,
  ApprovalRequest,
  ApprovalSubject,
  ApproveInput,
  RejectInput,
} from '../../domain/messages/approvals.js';
import type { SpawnProgress } from '../../domain/messages/spawn.js';
import { approvals, changes } from '../support/activities.js';
import { failure, summarize } from '../support/failure.js';

export const approveUpdate = defineUpdate<SpawnProgress, [ApproveInput]>('approve');
export const rejectUpdate = defineUpdate<SpawnProgress, [RejectInput]>('reject');

interface Pending {
  readonly request: ApprovalRequest;
  decision?: ApprovalDecision;
}

/**
 * Where plans wait for a person. Invariants: what is approved is named by its digest and by nothing else; a request that
 * is withdrawn, or decided, can be decided no more; who approves is checked before anything is let through.
 */
export class ApprovalDesk {
  /** Whether an approval must prove who gave it; until the fleet has said otherwise it must. */
  proof = true;
  private readonly waiting = new Map<string, Pending>();
  private readonly approved: GivenApproval[] = [];
  private readonly decided: ApprovalDecision[] = [];

  /** @param changed is told whenever something comes or goes. */
  constructor(
    private readonly changed: () => void,
    progress: () => SpawnProgress,
  ) {
    setHandler(
      approveUpdate,
      async (input) => {
        await this.approve(input);
        return progress();
      },
      {
        validator: (input: Partial<ApproveInput> | undefined) => this.requireApprovable(input),
        description: 'Lets the plans of this digest be applied: {"digest":"…","proof":"…"}; see backlot approve',
      },
    );
    setHandler(
      rejectUpdate,
      async (input) => {
        await this.reject(input);
        return progress();
      },
      {
        validator: (input: Partial<RejectInput> | undefined) => this.requireRejectable(input),
        description: 'Ends the operation before the plans of this digest: {"digest":"…","reason":"…"}',
      },
    );
  }

  /** What waits now. */
  get requests(): ApprovalRequest[] {
    return [...this.waiting.values()].filter(({ decision }) => decision === undefined).map(({ request }) => request);
  }

  get decisions(): readonly ApprovalDecision[] {
    return this.decided;
  }

  /** The approvals that were given so far. */
  get given(): readonly GivenApproval[] {
    return this.approved;
  }

  /** The approval that was given for a plan. */
  approvalOf(planDigest: string): GivenApproval | undefined {
    return this.approved.findLast(({ request }) => request.plans.some(({ digest }) => digest === planDigest));
  }

  /**
   * Waits until a person has decided.
   *
   * @throws `ApprovalRejected` with the reason.
   */
  async ask(subject: ApprovalSubject): Promise<void> {
    const request = await changes.requestApproval(subject);
    const pending: Pending = { request };
    this.waiting.set(request.digest, pending);
    this.changed();
    try {
      await condition(() => pending.decision !== undefined);
    } finally {
      this.waiting.delete(request.digest);
      this.changed();
    }
    const { decision } = pending;
    if (decision?.decision === 'approved') {
      this.approved.push({ request, decision });
      return;
    }
    const stacks = request.plans.map(({ stack }) => stack).join(', ');
    throw failure(
      'ApprovalRejected',
      `${decision?.by ?? 'Somebody'} rejected the plan of ${stacks}: ${decision?.reason ?? ''}. Nothing of it was ` +
        'applied. Change the account file or the blueprint, and start again.',
    );
  }

  private async approve(input: ApproveInput): Promise<void> {
    const pending = this.require(input.digest);
    this.decide(pending, await said(approvals.checkApproval({ ...input, request: pending.request })));
  }

  private async reject(input: RejectInput): Promise<void> {
    const pending = this.require(input.digest);
    this.decide(pending, await said(approvals.recordRejection({ request: pending.request, reject: input })));
  }

  /** While an approval was checked, somebody else may have decided, or the plan may have become another one. */
  private decide(pending: Pending, decision: ApprovalDecision): void {
    if (this.waiting.get(pending.request.digest) !== pending || pending.decision !== undefined) {
      throw refused('It was decided, or planned anew, in the meantime. Look at what waits now.');
    }
    pending.decision = decision;
    this.decided.push(decision);
    this.changed();
  }

  private requireApprovable(input: Partial<ApproveInput> | undefined): void {
    this.require(input?.digest);
    if (input?.proof === undefined ? this.proof : typeof input.proof !== 'string') {
      throw refused(
        'This fleet asks for proof of who approves. Use backlot approve, which makes it with your own AWS credentials.',
      );
    }
    if (input?.by !== undefined && typeof input.by !== 'string') throw refused('"by" must be text.');
  }

  private requireRejectable(input: Partial<RejectInput> | undefined): void {
    this.require(input?.digest);
    if (typeof input?.reason === 'string' && input.reason.trim() !== '') return;
    throw refused('A rejection says why. Give {"digest":"…","reason":"…"}.');
  }

  private require(digest: string | undefined): Pending {
    const pending = this.waiting.get(digest ?? '');
    if (pending !== undefined && pending.decision === undefined) return pending;
    const known = this.requests.map((request) => request.digest).join(', ');
    throw refused(
      `No plan of digest "${digest ?? ''}" waits for an approval: it was decided, or it has changed since. ` +
        `Waiting now: ${known || 'nothing'}.`,
    );
  }
}

/** Tells a person what a check said, without what Temporal puts around it. */
async function said<T>(check: Promise<T>): Promise<T> {
  try {
    return await check;
  } catch (error) {
    const { code, message } = summarize(error);
    throw ApplicationFailure.nonRetryable(message, code);
  }
}

function refused(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'InvalidInput');
}

import type { ApproverRules } from '../../domain/approvals/approver.js';
import type { ProofPlace } from '../../domain/approvals/proof.js';
import type { Place } from '../../domain/messages/slices.js';

/** What the making of accounts and the checking of approvals depend on; read from the fleet when the worker starts. */
export interface AccountSettings {
  /** The management account, as the role that makes accounts. */
  readonly management: Place;
  /** Accounts that nothing of an environment is ever made in, whatever an operation's input says. */
  readonly protectedAccounts: readonly string[];
  /** Left out where accounts are made by people. */
  readonly pool?: { readonly organizationalUnit: string; readonly email: string };
  /** ARN of the identity of the workers that run Terraform. */
  readonly terraformWorker: string;
  readonly approvals: { readonly place: ProofPlace; readonly approvers: ApproverRules };
}

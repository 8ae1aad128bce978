import { executeChild, setHandler } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { DestroyInput, DestroyResult } from '../../domain/messages/destroy.js';
import type {
  ExpireEnvironmentInput,
  ExpireEnvironmentResult,
  ExpiringEnvironment,
} from '../../domain/messages/expiry.js';
import { destroyAccount } from '../destroy-account/destroy-account.js';
import { changes } from '../support/activities.js';
import { expiryOf } from '../support/expiry.js';
import { withLease } from '../support/lease.js';
import { label, operationIdOf, requireText } from '../support/operation.js';
import { Steps, stepsQuery } from '../support/steps.js';

type Outcome = Omit<ExpireEnvironmentResult, 'operationId'>;
type Destroy = (input: Pick<DestroyInput, 'digest' | 'confirm' | 'onlyIfExpired'>) => Promise<DestroyResult>;

const requestedBy = 'expiry';

/**
 * Ends an environment whose time is over: looks at what destroying it would take away, and destroys exactly that, as a
 * person would. What Backlot did not make stays. Does nothing when it was extended, must not go, or somebody holds it.
 *
 * Query `steps`. Cancel it to stop between two deletions; the next hour goes on unless the environment is extended.
 */
export async function expireEnvironment(input: ExpireEnvironmentInput): Promise<ExpireEnvironmentResult> {
  const account = requireText(input, 'account', '{"account":"qa1"}');
  const operationId = operationIdOf(input.operationId);
  const steps = new Steps(`The end of **${account}**`, ['decide', 'look', 'destroy']);
  setHandler(stepsQuery, () => steps.view());
  label({ environment: account, operation: operationId, requestedBy });
  const destroy: Destroy = (more) =>
    executeChild(destroyAccount, {
      workflowId: `destroy/${account}`,
      args: [{ account, leftovers: 'leave', operationId, requestedBy, ...more }],
      parentClosePolicy: 'REQUEST_CANCEL',
      cancellationType: 'WAIT_CANCELLATION_COMPLETED',
      staticSummary: `${more.digest === undefined ? 'Look at what destroying' : 'Destruction of'} ${account}, whose time is over`,
    });
  const leased = await withLease(account, 'skip', () => end(account, destroy, steps));
  const outcome: Outcome =
    'result' in leased ? leased.result : { outcome: 'busy', reason: `${leased.holder} holds the environment` };
  if (outcome.outcome !== 'emptied') steps.note(outcome.reason);
  return { operationId, ...outcome };
}

async function end(account: string, destroy: Destroy, steps: Steps): Promise<Outcome> {
  const { found, action, reason } = await steps.run('decide', () => expiryOf(account));
  if (found === undefined || action !== 'destroy') return { outcome: 'spared', reason };
  try {
    const { digest } = await steps.run('look', () => destroy({}));
    const done = await steps.run('destroy', () => destroy({ digest, confirm: account, onlyIfExpired: true }));
    if (done.outcome === 'emptied') return { outcome: 'emptied', reason };
    // Extended at the last moment, or must not go any more.
    if (done.outcome === 'planned') return { outcome: 'spared', reason: (await expiryOf(account)).reason };
    return await later(found, done);
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) {
      return { outcome: 'busy', reason: `somebody else’s destroy/${account} is open` };
    }
    throw error;
  }
}

/** What stays needs a person. Notice is given anew, so that this is tried once a day and not every hour. */
async function later(
  { environment, accountId, expires }: ExpiringEnvironment,
  { outcome, staying }: DestroyResult,
): Promise<Outcome> {
  await changes.recordExpiryNotice({ accountId, expires, given: new Date().toISOString() });
  if (outcome === 'closed-in') {
    return { outcome, reason: 'Only Backlot’s roles are left. docs/accounts.md says how to go on.' };
  }
  const reason = `${staying.length} things are not Backlot’s and stay. To see them: backlot destroy ${environment}`;
  return { outcome: 'kept', reason };
}

import { sleep } from '@temporalio/workflow';
import type { EnvironmentAccount } from '../../domain/messages/spawn.js';
import { changes, reads, waits } from '../support/activities.js';
import { failure } from '../support/failure.js';
import { withLease } from '../support/lease.js';
import type { Spawn } from './spawn.js';

// The addresses that AWS refuses one after the other, before somebody should look at the pattern.
const mostRequests = 20;
const pauseAfterFailure = '5s';

/** Finds the environment's account; if there is none, takes one out of the pool, or has one made. */
export async function obtainAccount({ plan, operationId }: Spawn): Promise<EnvironmentAccount> {
  const { environment, accountId: named } = plan;
  const { account } = await reads.findAccount({ environment, ...(named === undefined ? {} : { accountId: named }) });
  const found = account ?? { accountId: await newAccount(environment, operationId), ours: true };
  if (plan.protectedAccounts.includes(found.accountId)) {
    throw failure(
      'GuardRefused',
      `Account ${found.accountId} of ${environment} is protected, so nothing was changed. Give the environment another.`,
    );
  }
  if (found.ours) await changes.recordAccount({ environment, operationId, accountId: found.accountId });
  return found;
}

async function newAccount(environment: string, operationId: string): Promise<string> {
  // Two that choose from the pool at once could choose the same account.
  const leased = await withLease('account-pool', 'wait:1h', () =>
    changes.leasePoolAccount({ environment, operationId }),
  );
  if ('result' in leased && leased.result.accountId !== undefined) return leased.result.accountId;
  for (let request = 1; request <= mostRequests; request += 1) {
    const { requestId } = await changes.startCreateAccount({ environment, operationId });
    const made = await waits.awaitAccountCreated({ requestId });
    switch (made.outcome) {
      case 'created':
        return made.accountId;
      case 'limit':
        throw failure(
          'QuotaExceeded',
          `AWS makes no account for ${environment}: the organisation has as many as it may. Empty one that nobody needs ` +
            '(backlot destroy), or ask AWS for more; then try the step again.',
        );
      case 'failed':
        await sleep(pauseAfterFailure);
        break;
      case 'email-taken':
        break;
    }
  }
  throw failure(
    'ResourceFailed',
    `AWS made no account for ${environment} in ${mostRequests} requests: their addresses are taken, or it failed each ` +
      'time. Look at accountPool.email in organization.yaml, and try the step again.',
  );
}

import { proxyActivities } from '@temporalio/workflow';
import type { MainActivities } from '../activities/index.js';
import type { RetireInput, RetireResult } from '../domain/messages/destroy.js';
import { heartbeatTimeout } from './support/activities.js';
import { failure } from './support/failure.js';
import { withLease } from './support/lease.js';
import { label, operationIdOf, requireOptionalTexts, requireText } from './support/operation.js';

/** AWS may let no account be closed for weeks; the retry is the queue. */
const { closeAccount } = proxyActivities<Pick<MainActivities, 'closeAccount'>>({
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '90d',
  heartbeatTimeout,
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: { initialInterval: '5s', backoffCoefficient: 1 },
});

/**
 * Closes an empty account of the pool for good. AWS closes few in a month, so it may wait for weeks; cancel it to stop
 * waiting. Its e-mail address is never free again.
 */
export async function retireAccount(input: RetireInput): Promise<RetireResult> {
  const example = '{"account":"123456789012","confirm":"123456789012"}';
  const accountId = requireText(input, 'account', example);
  const confirm = requireText(input, 'confirm', example);
  requireOptionalTexts(input, 'requestedBy');
  label({
    operation: operationIdOf(input.operationId),
    phase: 'closing',
    ...(input.requestedBy === undefined ? {} : { requestedBy: input.requestedBy }),
  });
  if (confirm !== accountId) {
    throw failure('GuardRefused', '"confirm" is another account than "account", so none was closed. Give both alike.');
  }
  const leased = await withLease(`account/${accountId}`, 'fail', () => closeAccount({ accountId }));
  return { accountId, status: 'result' in leased ? leased.result.status : 'unknown' };
}

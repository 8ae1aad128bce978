import { isCancellation, log, setCurrentDetails, startChild } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { decideExpiry } from '../../domain/decide-expiry.js';
import {
  expiryId,
  type ExpireResult,
  type ExpiringEnvironment,
  type ExpiryOutcome,
} from '../../domain/messages/expiry.js';
import { changes, reads } from '../support/activities.js';
import { summarize } from '../support/failure.js';
import { label } from '../support/operation.js';
import { pool } from '../support/pool.js';
import { expireEnvironment } from './expire-environment.js';

const atOnce = 5;

/**
 * Looks hourly at the environments whose files say `expires`: gives notice of their end a day before it, and starts
 * `expireEnvironment` for those whose time is over. It waits for none of them, and one that fails hinders no other.
 */
export async function expire(): Promise<ExpireResult> {
  label({ phase: 'expiring' });
  const found = await reads.findExpiring({});
  const settled = await pool(found, atOnce, attendTo);
  return shown(
    settled.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    }),
  );
}

/** Does what is to be done about one environment now, and says what that was. */
async function attendTo(found: ExpiringEnvironment): Promise<ExpiryOutcome> {
  const { environment, accountId, expires, notice } = found;
  const { action, reason } = decideExpiry(found, Date.now());
  const counts = notice?.expires === expires ? { notice: notice.given } : {};
  const about = { environment, accountId, expires, ...counts } as const;
  try {
    switch (action) {
      case 'wait':
        return { ...about, outcome: 'stays', reason };
      case 'spare':
        return { ...about, outcome: 'spared', reason };
      case 'give-notice': {
        const given = new Date().toISOString();
        await changes.recordExpiryNotice({ accountId, expires, given });
        log.warn('environment expires', { environment, accountId, expires, reason });
        return { ...about, notice: given, outcome: 'noticed', reason: `${reason}; ${howToKeep(environment)}` };
      }
      case 'destroy':
        return { ...about, ...(await start(found, reason)) };
    }
  } catch (error) {
    if (isCancellation(error)) throw error;
    return { ...about, outcome: 'failed', reason: `${reason}; ${summarize(error).message}` };
  }
}

/** Starts the end of an environment under its one id, unless somebody is at work in it. */
async function start(
  { environment, accountId, expires }: ExpiringEnvironment,
  reason: string,
): Promise<Pick<ExpiryOutcome, 'outcome' | 'reason'>> {
  const { holder, holderOpen } = await reads.describeLease({ resource: environment });
  if (holderOpen) return { outcome: 'busy', reason: `${reason}; ${holder ?? 'somebody'} holds it` };
  const workflowId = expiryId(environment);
  try {
    await startChild(expireEnvironment, {
      workflowId,
      args: [{ account: environment }],
      parentClosePolicy: 'ABANDON',
      staticSummary: `The end of ${environment}: ${reason}`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return { outcome: 'busy', reason: `${reason}; ${workflowId} is at it already` };
  }
  log.warn('environment is destroyed', { environment, accountId, expires, reason });
  return { outcome: 'started', reason };
}

function howToKeep(environment: string): string {
  return `to keep it: backlot extend ${environment} --by 7d`;
}

function shown(environments: readonly ExpiryOutcome[]): ExpireResult {
  setCurrentDetails(
    [
      `${environments.length} environments expire`,
      '',
      '| environment | account | expires | outcome | reason |',
      '|---|---|---|---|---|',
      ...environments.map(
        (row) => `| ${row.environment} | ${row.accountId} | ${row.expires} | ${row.outcome} | ${row.reason} |`,
      ),
    ].join('\n'),
  );
  return { environments };
}

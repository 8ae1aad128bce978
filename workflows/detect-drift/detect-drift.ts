import { log, setHandler } from '@temporalio/workflow';
import { differsOf } from '../../domain/drift/sum-up-drift.js';
import type { DriftInput, DriftReport, EnvironmentDrift } from '../../domain/messages/drift.js';
import { reads } from '../support/activities.js';
import { label, requireOptionalTexts } from '../support/operation.js';
import { pool } from '../support/pool.js';
import { Steps, stepsQuery } from '../support/steps.js';
import { lookAtEnvironment, unwatched } from './look-at-environment.js';

const resolve = 'resolve the fleet';

/**
 * Looks for drift, in one environment or in every one that exists: plans each stack as the role that can change nothing,
 * and asks the finders about what Backlot makes without Terraform. It applies nothing and needs no lease: a stack that
 * somebody works on meanwhile is told as not looked at. One environment that cannot be looked at hinders no other.
 *
 * Query `steps`. Cancel it to interrupt its plans; nothing is left behind.
 */
export async function detectDrift(input: DriftInput = {}): Promise<DriftReport> {
  requireOptionalTexts(input, 'account', 'requestedBy');
  const { account, requestedBy } = input;
  const only = account === undefined ? {} : { account };
  const progress = new Steps(`Drift of ${account === undefined ? 'every environment' : `**${account}**`}`, [resolve]);
  setHandler(stepsQuery, () => progress.view());
  label({
    ...(account === undefined ? {} : { environment: account }),
    ...(requestedBy === undefined ? {} : { requestedBy }),
  });

  const { fleet, environments, atOnce } = await progress.run(resolve, () => reads.resolveDrift(only));
  if (account === undefined) progress.add(environments.map(({ environment }) => environment));
  const looked = await pool(environments, atOnce, (target) =>
    account === undefined
      ? progress.run(
          target.environment,
          () => lookAtEnvironment(target, fleet, unwatched),
          ({ outcome }) => outcome,
        )
      : lookAtEnvironment(target, fleet, progress),
  );
  const found = looked.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
  for (const each of found) tell(each);
  return { lookedAt: new Date().toISOString(), environments: found };
}

/** Nobody looks at night: what is not as it should be goes to the worker's log too. */
function tell(found: EnvironmentDrift): void {
  const { environment, accountId, outcome } = found;
  if (outcome === 'clean') return;
  const stacks = found.stacks.filter((stack) => stack.outcome !== 'clean').map(({ stack }) => stack);
  const words = differsOf([found]) ? 'environment differs from what it should be' : 'environment was not looked at';
  log.warn(words, { environment, accountId, outcome, stacks });
}

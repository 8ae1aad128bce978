import { setHandler } from '@temporalio/workflow';
import { keyOf } from '../../domain/destroy-plan.js';
import {
  destroyPhases,
  type DestroyInput,
  type DestroyItem,
  type DestroyResult,
  type DestroyTarget,
  type Staying,
} from '../../domain/messages/destroy.js';
import { reasonToSpare } from '../../domain/reason-to-spare.js';
import { changes, reads } from '../support/activities.js';
import { expiryOf } from '../support/expiry.js';
import { failure } from '../support/failure.js';
import { withLease } from '../support/lease.js';
import {
  invalidInput,
  label,
  onBusyOf,
  operationIdOf,
  requireOptionalTexts,
  requireText,
} from '../support/operation.js';
import { Steps, stepsQuery } from '../support/steps.js';
import { destroyRoles } from './destroy-roles.js';
import { destroyStacks } from './destroy-stacks.js';
import { endFreshnessMs, planDestroy } from './plan-destroy.js';
import { removeAccess } from './remove-access.js';
import { removeDelegation } from './remove-delegation.js';
import { removeItems, type Teardown } from './remove-items.js';

// People are shut out in the step of the roles: most organisations let nobody in by Backlot.
const stepNames = ['look', ...destroyPhases.filter((phase) => phase !== 'access'), 'give back'] as const;

/**
 * Takes an environment away, down to nothing, and gives its account back to the pool. Without `digest` and `confirm` it
 * only says what would go, and the digest of that; with them it destroys exactly this, and refuses when it has changed.
 *
 * Query `steps`. Cancel it to stop between two deletions; started again with the same digest, it goes on.
 */
export async function destroyAccount(input: DestroyInput): Promise<DestroyResult> {
  const account = requireText(input, 'account', '{"account":"qa1"}');
  requireOptionalTexts(input, 'digest', 'confirm', 'requestedBy');
  const leftovers = input.leftovers ?? 'leave';
  if (leftovers !== 'leave' && leftovers !== 'delete') throw invalidInput('"leftovers" is "leave" or "delete".');
  const onBusy = onBusyOf(input.onBusy);
  const operationId = operationIdOf(input.operationId);
  const approved = approvalOf(input, account);
  const steps = new Steps(
    `${approved === undefined ? 'What destroying' : 'Destroying'} **${account}**${approved === undefined ? ' would take away' : ''}`,
    approved === undefined ? ['look'] : stepNames,
  );
  setHandler(stepsQuery, () => steps.view());
  const requester = input.requestedBy === undefined ? {} : { requestedBy: input.requestedBy };
  const by = { operationId, ...requester };
  label({ environment: account, operation: operationId, ...requester });

  const leased = await withLease(account, onBusy, async (): Promise<DestroyResult> => {
    const { target, found, digest, allowed } = await steps.run('look', async () => {
      const target = await reads.resolveDestroy({ account });
      requireDoomed(target);
      // Who only looks sees what there is now; who destroys sees at least that nothing was applied since.
      const freshnessMs = approved === undefined ? 0 : endFreshnessMs;
      const found = await planDestroy(target, leftovers, operationId, freshnessMs);
      const { digest } = await reads.digestDestroy(found.plan);
      if (approved === undefined) return { target, found, digest, allowed: found.plan.items };
      const { items } = await changes.admitDestroy({ plan: found.plan, digest: approved, ...by });
      return { target, found, digest: approved, allowed: items };
    });
    const { items } = found.plan;
    const about = { operationId, accountId: target.accountId, digest, items };
    const looked = { ...about, outcome: 'planned', staying: stays(found.staying) } as const;
    if (approved === undefined) return looked;
    if (input.onlyIfExpired === true) {
      // Somebody may have extended it while it was looked at.
      const { action, reason } = await expiryOf(account);
      if (action !== 'destroy') {
        steps.note(`Nothing was deleted: ${reason}.`);
        return looked;
      }
    }
    const teardown: Teardown = { ...by, target, role: found.role, allowed: new Set(allowed.map(keyOf)) };
    const { outcome, staying } = await destroy(teardown, items, allowed, leftovers, steps);
    return { ...about, outcome, staying };
  });
  if ('holder' in leased) {
    const nothing = { accountId: '', digest: '', items: [], staying: [] } as const;
    return { operationId, ...nothing, outcome: 'planned', skipped: { holder: leased.holder } };
  }
  return leased.result;
}

/** The real work, in the order in which nothing points to what is gone and nothing is needed that is gone. */
async function destroy(
  teardown: Teardown,
  items: readonly DestroyItem[],
  allowed: readonly DestroyItem[],
  leftovers: 'leave' | 'delete',
  steps: Steps,
): Promise<Pick<DestroyResult, 'outcome' | 'staying'>> {
  const { target } = teardown;
  const { accountId, environment } = target;
  const of = (phase: DestroyItem['phase']) => items.filter((item) => item.phase === phase);
  await steps.run('schedules', async () => {
    if (of('schedules').length === 0) return;
    await changes.recordDeletions({ ...aboutOf(teardown), items: of('schedules') });
    for (const { id } of of('schedules')) await changes.deleteSchedule({ environment, accountId, id });
  });
  await steps.run('delegation', () => removeDelegation(teardown, of('delegation')));
  await steps.run('databases', () => removeItems(teardown, 'databases'));
  await steps.run('stacks', async () => {
    if (teardown.role === 'BacklotDeploy') await destroyStacks(teardown, allowed);
  });
  await steps.run('resources', () => removeItems(teardown, 'resources'));
  const staying = await steps.run('foreign', () =>
    removeItems(teardown, leftovers === 'delete' ? 'foreign' : 'nothing'),
  );
  if (staying.length > 0) {
    steps.note(`${staying.length} things are not Backlot’s and stay; so do Backlot’s roles, and the account.`);
    steps.stop();
    return { outcome: 'kept', staying };
  }
  const isGone = await steps.run('roles', async () => {
    await removeAccess(teardown);
    return await destroyRoles(teardown);
  });
  if (!isGone) {
    steps.note(
      'Only Backlot’s roles are left. Make BacklotBootstrap again, as docs/accounts.md says, and start again.',
    );
    steps.stop();
    return { outcome: 'closed-in', staying: [] };
  }
  await steps.run('give back', async () => {
    if (target.poolUnit === undefined) return;
    await changes.returnToPool({ environment, accountId, unit: target.poolUnit });
  });
  return { outcome: 'emptied', staying: [] };
}

/** Takes the digest and the name of a run that is to destroy; nothing when it is only to look. */
function approvalOf({ digest, confirm }: DestroyInput, account: string): string | undefined {
  if (digest === undefined && confirm === undefined) return undefined;
  if (digest === undefined || !/^[0-9a-f]{64}$/.test(digest)) {
    throw invalidInput(
      '"digest" is missing or is no digest. Look first, without "confirm": the result has the digest.',
    );
  }
  if (confirm === account) return digest;
  throw failure(
    'GuardRefused',
    `"confirm" is not "${account}", so nothing was destroyed. Give the environment's name once more, exactly.`,
  );
}

/** Asks once more, apart from whoever resolved the fleet: this is the last place before anything is deleted. */
function requireDoomed(target: DestroyTarget): void {
  const reason = reasonToSpare(target);
  if (reason === undefined) return;
  throw failure('GuardRefused', `Account ${target.accountId} was left as it is: ${reason}. Nothing was deleted.`);
}

function aboutOf({ target: { environment, accountId }, operationId, requestedBy }: Teardown) {
  return { environment, accountId, operationId, ...(requestedBy === undefined ? {} : { requestedBy }) };
}

function stays(staying: readonly Staying[]): readonly Staying[] {
  return staying.slice(0, mostShown);
}

const mostShown = 200;
